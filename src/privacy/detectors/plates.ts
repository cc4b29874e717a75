import { byPattern } from '../detector.js';

const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const SERIAL = '[A-HJ-NP-Z0-9]';
/** GA 36-2018: a province, the letter of an office, five characters; six of vehicles with new energy. */
const PLATE = new RegExp(
  `[${PROVINCES}][A-HJ-NP-Z][ \u00b7\u2022.-]?(?:[A-HJK]${SERIAL}\\d{4}|\\d{5}[A-HJK]|${SERIAL}{4}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])`,
  'gdi',
);
/** A serial has at most this many letters. */
const MOST_LETTERS = 2;

/** Number plates of vehicles in mainland China. */
export const plates = byPattern('[plate]', PLATE, (plate) => {
  // "云" and "新" also end words: 阿里云ECS12.
  if (/^[云新][a-z]{3}/i.test(plate)) return false;
  return plate.slice(2).replace(/[^a-z]/gi, '').length <= MOST_LETTERS;
});
