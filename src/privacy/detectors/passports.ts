import { byPattern, hasCue } from '../detector.js';

/** Ordinary passports of China: E or G and eight digits, or E, a letter and seven. */
const ORDINARY = /^(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7})$/i;
/** Of other kinds and countries, and permits for Hong Kong, Macau and Taiwan. */
const CUE = /护照|護照|通行证|通行證|(?<!\[)passport|permit/i;
const NUMBER = /(?<![A-Za-z0-9_])(?:[A-Za-z]{1,2}\d{7,10})(?![A-Za-z0-9_])/dg;

/** Passports and permits for travel. */
export const passports = byPattern(
  '[passport]',
  NUMBER,
  (number, at, text) => ORDINARY.test(number) || hasCue(CUE, text, at),
);
