import { byPattern, hasCue, hasNearerCue } from '../detector.js';

/** Ordinary passports of China: E or G and eight digits, or E, a letter and seven. */
const ORDINARY = /^(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7})$/i;
/** Of other kinds and countries, and permits for Hong Kong, Macau and Taiwan. */
const CUE = /护照|護照|通行证|通行證|证件|證件|(?<!\[)passport|permit/i;
/** What else has a letter and digits: models, batches, articles, orders. */
const PRODUCT =
  /型号|型號|车型|車型|批号|批號|批次|编号|編號|货号|貨號|订单|訂單|单号|單號|序列号|版本|\b(?:model|batch|lot|sku|serial|order|version)/i;
/** Eight digits that name a day of the last or this century, as batches have. */
const DAY = /^[A-Za-z](?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;
const NUMBER = /(?<![A-Za-z0-9_])(?:[A-Za-z]{1,2}\d{7,10})(?![A-Za-z0-9_])/dg;

/** Passports and permits for travel. */
export const passports = byPattern('[passport]', NUMBER, (number, at, text) => {
  if (hasNearerCue(CUE, PRODUCT, text, at)) return true;
  return ORDINARY.test(number) && !DAY.test(number) && !hasCue(PRODUCT, text, at);
});
