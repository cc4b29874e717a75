import fc from 'fast-check';

/** Personal data that belongs to nobody, in the forms in which people write it; and numbers that only look like it. */

const oneOf = (chars: string): fc.Arbitrary<string> => fc.constantFrom(...chars.split(''));

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: oneOf('0123456789'), minLength: length, maxLength: length });

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const date = fc
  .date({ min: new Date('1930-01-01T00:00:00Z'), max: new Date('2020-12-31T00:00:00Z'), noInvalidDate: true })
  .map((day) => `${day.getUTCFullYear()}${twoDigits(day.getUTCMonth() + 1)}${twoDigits(day.getUTCDate())}`);

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11643-1999. */
export function checkDigit(seventeen: string): string {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(seventeen.charAt(at)), 0);
  return '10X98765432'.charAt(sum % 11);
}

const region = fc
  .tuple(fc.constantFrom('11', '31', '33', '44', '51', '65'), digits(4))
  .map((parts) => parts.join(''));

const plainId = fc
  .tuple(region, date, digits(3))
  .map((parts) => parts.join(''))
  .map((seventeen) => seventeen + checkDigit(seventeen));

export const residentId = fc.oneof(
  plainId,
  plainId.map((id) => id.toLowerCase()),
  fc
    .tuple(plainId, fc.constantFrom(' ', '-'))
    .map(([id, gap]) => [id.slice(0, 6), id.slice(6, 14), id.slice(14)].join(gap)),
);

const plainMobile = fc.tuple(oneOf('3456789'), digits(9)).map(([second, rest]) => `1${second}${rest}`);

/** Begins as a carrier's do: without that, three groups are just three numbers. */
const groupedMobile = fc
  .tuple(
    fc.constantFrom('130', '138', '139', '147', '150', '158', '166', '178', '184', '193', '199'),
    digits(8),
  )
  .map((parts) => parts.join(''));

const inGroups = (number: string, gap: string): string =>
  [number.slice(0, 3), number.slice(3, 7), number.slice(7)].join(gap);

const COUNTRY = ['+86', '+86 ', '86-', '0086 ', '+86-'];

export const mobile = fc.oneof(
  plainMobile,
  fc.tuple(plainMobile, fc.constantFrom(...COUNTRY)).map(([number, country]) => country + number),
  fc
    .tuple(groupedMobile, fc.constantFrom('', ...COUNTRY), fc.constantFrom(' ', '-'))
    .map(([number, country, gap]) => country + inGroups(number, gap)),
);

/** Zeros of decimal digits: Arabic-Indic, Persian, Devanagari, Thai, full-width, and mathematical ones of two units. */
const ZEROS = [0x660, 0x6f0, 0x966, 0xe50, 0xff10, 0x1d7ce, 0x1d7e2];

const inScript = (text: string, zero: number): string =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

const inCircles = (text: string): string =>
  text.replace(/\d/g, (digit) => '⓪①②③④⑤⑥⑦⑧⑨'.charAt(Number(digit)));

/** Mobile numbers as only some people write them, or as a text was broken or disguised. */
export const unusualMobile = fc.oneof(
  groupedMobile.map((number) => `(${number.slice(0, 3)})${number.slice(3)}`),
  groupedMobile.map((number) => `（${number.slice(0, 3)}）${number.slice(3)}`),
  fc
    .tuple(groupedMobile, fc.constantFrom('+86 ', '0086-', '(+86) '))
    .map(([number, country]) => `${country}(${number.slice(0, 3)}) ${number.slice(3, 7)}-${number.slice(7)}`),
  groupedMobile.map((number) => inGroups(number, ',')),
  fc
    .tuple(plainMobile, fc.constantFrom(' ', '-', '.', '\u00a0'))
    .map(([number, gap]) => number.split('').join(gap)),
  fc
    .tuple(groupedMobile, fc.constantFrom(' ', '-'), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([number, gap, end, early]) =>
      [number.slice(0, 3), early ? end : gap, number.slice(3, 7), early ? gap : end, number.slice(7)].join(
        '',
      ),
    ),
  groupedMobile.map((number) => `${number.slice(0, 7)}\n${number.slice(7)}`),
  fc.tuple(mobile, fc.constantFrom(...ZEROS)).map(([number, zero]) => inScript(number, zero)),
  mobile.map(inCircles),
);

function withLuhn(payload: string): string {
  const sum = payload
    .split('')
    .toReversed()
    .reduce((total, char, at) => {
      const doubled = Number(char) * (at % 2 === 0 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return payload + String((10 - (sum % 10)) % 10);
}

const plainCard = fc.oneof(
  fc.tuple(fc.constantFrom('62', '6217', '6222', '955', '98'), fc.constantFrom(16, 18, 19)),
  fc.tuple(fc.constantFrom('4', '51', '55', '2221', '3528'), fc.constant(16)),
  fc.tuple(fc.constantFrom('34', '37'), fc.constant(15)),
  fc.tuple(fc.constant('4'), fc.constant(13)),
);

export const bankCard = fc
  .tuple(
    plainCard.chain(([prefix, length]) =>
      digits(length - 1 - prefix.length).map((rest) => withLuhn(prefix + rest)),
    ),
    fc.constantFrom('', ' ', '-'),
  )
  .map(([card, gap]) => (card.length < 16 ? card : card.replace(/\d{4}(?=\d)/g, `$&${gap}`)));

const base64url = (min: number, max = min): fc.Arbitrary<string> =>
  fc.string({
    unit: oneOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
    minLength: min,
    maxLength: max,
  });

export const openid = base64url(20).map((text) => `oUpF8u7${text}Q`);

export const email = fc
  .tuple(
    fc.stringMatching(/^[a-z][a-z0-9._+-]{0,20}[a-z0-9]$/),
    fc.constantFrom('qq.com', '163.com', 'mail.example.com.cn', 'EXAMPLE.org'),
  )
  .map((parts) => parts.join('@'));

export const internationalEmail = fc
  .tuple(
    fc.stringMatching(/^[a-z][a-z0-9._+-]{0,20}[a-z0-9]$/),
    fc.constantFrom(
      '例子.中国',
      '例子.公司',
      '邮件.example.com',
      'example.网络',
      'пример.рф',
      'xn--fsqu00a.xn--fiqs8s',
    ),
  )
  .map((parts) => parts.join('@'));

const serial = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
export const plate = fc
  .tuple(
    fc.constantFrom('京', '沪', '粤', '浙', '川'),
    oneOf(serial),
    fc.constantFrom('', '·', ' '),
    fc.oneof(
      digits(5),
      fc.tuple(oneOf(serial), digits(4)).map((parts) => parts.join('')),
      fc.tuple(fc.constantFrom('D', 'F'), digits(5)).map((parts) => parts.join('')),
      digits(5).map((number) => `${number}D`),
      digits(4).map((number) => `${number}挂`),
    ),
  )
  .map((parts) => parts.join(''));

/** 20241212 behind an E is a batch. */
const noDate = digits(8).filter((number) => !/^(?:19|20)/.test(number));
export const passport = fc.oneof(
  fc.tuple(fc.constantFrom('E', 'G', 'e'), noDate).map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom('EA', 'EJ'), digits(7)).map((parts) => parts.join('')),
);

const padded = (text: string): string => Buffer.from(text).toString('base64url');
export const secret = fc.oneof(
  fc
    .tuple(base64url(10, 60), base64url(43))
    .map(
      ([payload, signature]) => `${padded('{"alg":"HS256"}')}.${padded(`{"sub":"${payload}"}`)}.${signature}`,
    ),
  base64url(20, 60).map((text) => `sk-7${text}`),
  base64url(8, 40)
    .map((text) => `7${text}`)
    .map((text) => `Bearer ${text}`),
  fc
    .tuple(fc.stringMatching(/^[a-z]{1,12}$/), fc.stringMatching(/^[!-~]{1,20}$/))
    .map((parts) => `Basic ${Buffer.from(parts.join(':')).toString('base64')}`),
  fc.stringMatching(/^AKIA[A-Z0-9]{16}$/),
  fc.stringMatching(/^LTAI[A-Za-z0-9]{16}$/),
  fc.stringMatching(/^AKID[A-Za-z0-9]{32}$/),
  fc.stringMatching(/^gh[ps]_[A-Za-z0-9]{36}$/),
);

/** Numbers of everyday life. None of them may be taken for anything else. */
export const ordinaryNumber = fc.oneof(
  fc.nat(9_999_999).map(String),
  fc.tuple(fc.nat(99_999), fc.nat(99)).map(([whole, part]) => `${whole}.${twoDigits(part)}`),
  fc.integer({ min: 1, max: 2_000_000_000 }).map((amount) => `¥${amount.toLocaleString('en-US')}`),
  fc.double({ min: -1, max: 1, noNaN: true }).map(String),
  date.map((day) => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`),
  date.map((day) => `${day.slice(0, 4)}年${day.slice(4, 6)}月${day.slice(6)}日 12:30:59`),
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
    .map((day) => day.toISOString()),
  // Milliseconds since the epoch, in our time.
  fc.integer({ min: 1_600_000_000_000, max: 2_000_000_000_000 }).map(String),
  // Orders: a date in front, as shops make them; those of payments; and with letters.
  fc
    .tuple(fc.constantFrom('20240301', '20251231'), fc.integer({ min: 4, max: 14 }).chain(digits))
    .map((parts) => parts.join('')),
  digits(24).map((rest) => `4200${rest}`),
  digits(13).map((rest) => `SF${rest}`),
  plainMobile.map((number) => `A${number}`),
  // A mobile number inside of a longer number.
  fc.tuple(fc.constantFrom('7', '20', '204'), plainMobile, digits(2)).map((parts) => parts.join('')),
  plainMobile.map((number) => `${number}00`),
  plainMobile.map((number) => `0.${number}`),
  fc.uuid(),
  fc.ipV4(),
);

const price = fc.integer({ min: 100, max: 9999 });

/** What looks even more like personal data, and is told from it only by the words or the unit that stand there. */
export const ordinaryPhrase = fc.oneof(
  fc
    .tuple(fc.constantFrom('批号 E', '批号：G', '', 'batch E', 'E', 'G'), date)
    .map(([word, day]) => `${word}${day}`),
  fc
    .tuple(
      fc.constantFrom('型号', '批号', '车型', '编号', 'model'),
      fc.constantFrom(' ', '：', ' : '),
      oneOf('EGABC'),
      digits(8),
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(
      fc.constantFrom('价格 ', '单价：', '金额分别为', 'prices: '),
      fc.array(price, { minLength: 2, maxLength: 9 }),
      fc.constantFrom(' ', ', '),
    )
    .map(([word, prices, gap]) => word + prices.join(gap)),
  groupedMobile.map((number) => `价格 ${inGroups(number, ' ')}`),
  groupedMobile.map((number) => `[${inGroups(number, ',')}]`),
  groupedMobile.map((number) => inGroups(number, '\n')),
  fc
    .tuple(
      plainMobile,
      fc.constantFrom('', ' '),
      fc.constantFrom('元', '万', '亿', '个', '件', '元整', '个用户'),
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(plainMobile, fc.constantFrom('kg', 'ms', 'tokens', 'bytes', 'USD'))
    .map((parts) => parts.join(' ')),
  fc.tuple(fc.constantFrom('¥', '¥ ', '$', 'RMB ', '人民币'), plainMobile).map((parts) => parts.join('')),
  fc
    .tuple(
      fc.constantFrom(
        'password: ',
        'token: ',
        'token 是 ',
        'secret：',
        '密码是',
        '"password": "',
        'api_key = ',
      ),
      fc.constantFrom('required', 'limited', 'optional', 'not-required', 'Missing!', 'undefined', 'string'),
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(
      fc.constantFrom('token: ', 'token是', 'max_token='),
      fc.nat(9_999_999),
      fc.constantFrom('', ' 个', ' tokens', 'k'),
    )
    .map((parts) => parts.join('')),
);

/** What stands around: Chinese, ASCII that ends in no letter or digit, nothing at all. */
export const surrounding = fc.constantFrom(
  '',
  '我的号码是',
  '，',
  '（',
  '请看：',
  'see: ',
  '\n',
  '"',
  '😀',
  '联系',
);
export const following = fc.constantFrom('', '，谢谢', '。', '）', ' ok', '\n', '"', '😀', '请回复');

/** As an input method for Chinese may write them. */
export function fullWidth(text: string): string {
  return text.replace(/[0-9A-Za-z@.]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
}
