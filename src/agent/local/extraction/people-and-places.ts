import { type Found, type Page, spansOf } from './page.js';

/** The commonest Chinese family names, one character each. */
const FAMILY_NAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文';

const INTRODUCED =
  /(?:我叫|名叫|名字叫|我的名字是|姓名是?|联系人是?|收货人是?|收件人是?)\s?(?<name>[\p{Script=Han}·]{2,4})(?=[，,。！!；;、\s（(:\d]|$)/gu;
const ADDRESSED = new RegExp(`(?<name>[${FAMILY_NAMES}](?:先生|女士|小姐|太太|老师|经理|医生|总))`, 'gu');
const SIGNED_EN =
  /(?:\b[Mm]y name is|\bI am|\bI'm|\b[Tt]his is|\b(?:[Cc]ontact|[Rr]ecipient|[Nn]ame)(?: is)?)\s(?<name>[A-Z][\p{L}'’-]{0,20}(?:\s[A-Z][\p{L}'’-]{0,20}){0,2})/gu;

/** Names by how people introduce or are addressed; the introduced ones first. */
export function findPeople(page: Page): Found<string>[] {
  return [INTRODUCED, SIGNED_EN, ADDRESSED].flatMap((pattern) =>
    [...page.source.matchAll(pattern)].flatMap((match) => {
      const name = match.groups?.['name'];
      if (name === undefined || !isPlausible(name)) return [];
      const start = match.index + match[0].length - name.length;
      return [{ start, end: start + name.length, value: name, unit: '' }];
    }),
  );
}

function isPlausible(name: string): boolean {
  return /^[A-Z]/.test(name) || FAMILY_NAMES.includes(name.charAt(0)) || name.includes('·');
}

const PLACE = /[省市区县镇州]/;
const STREET = /[路街道巷村弄号]/;
const HOUSE = /\d{1,5}\s?(?:号|室|楼|栋|幢|层|座|单元|弄)/;
const LEAD_IN = /^.{0,30}?(?:寄到|送到|发到|寄往|送往|寄给|住在|位于|地址[是为:：]?|搬到|改成|改为|换成)\s?/u;

/** Chinese addresses: a clause with a place, a street and a house number. */
export function findAddresses(page: Page): Found<string>[] {
  return spansOf(page.text, /[^，,。；;！!？?\n]{8,120}/gu).flatMap(({ start, end }) => {
    const clause = page.source.slice(start, end);
    const lead = LEAD_IN.exec(clause)?.[0].length ?? 0;
    const address = clause.slice(lead).trimEnd();
    const offset = address.length - address.trimStart().length;
    const value = address.trimStart();
    if (!PLACE.test(value) || !STREET.test(value) || !HOUSE.test(value)) return [];
    return [{ start: start + lead + offset, end: start + lead + offset + value.length, value, unit: '' }];
  });
}
