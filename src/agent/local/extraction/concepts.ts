/** How a concept's string looks where its form alone tells it. */
export type StringForm = 'email' | 'phone' | 'url' | 'code' | 'person' | 'address';

/** What fields are often about, with the words both languages have for it. */
export interface Concept {
  /** Lower case; Latin words of a phrase are parted by one space. */
  readonly words: readonly string[];
  /** Kinds of number or date that fit, the main one first; empty where any does. */
  readonly units: readonly string[];
  readonly form?: StringForm;
  /** Any value of the kind is one: every price is an amount. */
  readonly generic: boolean;
}

const concept = (words: string, units = '', form?: StringForm): Concept => ({
  words: words.split('|'),
  units: units === '' ? [] : units.split(' '),
  generic: false,
  ...(form === undefined ? {} : { form }),
});

const generic = (words: string, units: string): Concept => ({ ...concept(words, units), generic: true });

/** A date, or either end of a range of dates. */
const DATE = 'date start end';

/** Words of our own; where two of them fit a field the longer one tells more. */
export const CONCEPTS: readonly Concept[] = [
  concept('email|e mail|email address|mail|邮箱|电子邮箱|电子邮件|邮箱地址', '', 'email'),
  concept('wechat|wechat id|weixin|微信|微信号', '', 'code'),
  concept(
    'phone|phone number|mobile|mobile phone|mobile number|telephone|tel|cell|contact number|电话|手机|手机号|手机号码|电话号码|联系电话|联系方式',
    'id',
    'phone',
  ),
  concept('url|link|website|web site|homepage|网址|链接|网站', '', 'url'),
  concept(
    'order number|order no|order id|order code|orderid|order|订单号|订单编号|订单号码|单号',
    'id',
    'code',
  ),
  concept('tracking number|tracking no|tracking id|waybill|快递单号|物流单号|运单号', 'id', 'code'),
  concept('invoice number|invoice no|invoice id|发票号|发票号码', 'id', 'code'),
  concept('tax number|tax id|税号|纳税人识别号', 'id', 'code'),
  concept('id number|id card|identity number|身份证|身份证号|身份证号码|证件号', 'id', 'code'),
  concept('flight number|flight|flight no|航班|航班号|车次', '', 'code'),
  concept('address|shipping address|delivery address|地址|收货地址|收件地址|住址|详细地址', '', 'address'),
  concept(
    'company|company name|organization|organisation|employer|公司|公司名称|单位|企业|单位名称|抬头|发票抬头',
  ),
  concept(
    'name|full name|customer name|contact name|recipient|contact|contact person|姓名|名字|联系人|收货人|收件人|申请人|客户姓名|称呼',
    '',
    'person',
  ),
  concept('title|subject|topic|标题|主题'),
  concept('product|product name|item|model|商品|产品|商品名称|产品名称|品名|型号'),
  concept('color|colour|颜色'),
  concept('size|尺码|尺寸|码数'),
  concept('reason|cause|原因|理由'),
  concept('remark|remarks|note|notes|comment|备注|留言|说明'),
  concept('project|project name|项目|项目名称'),
  concept('owner|assignee|person in charge|负责人|经办人'),
  concept('status|state|状态|进度'),
  concept('city|城市|所在城市'),
  concept('location|place|venue|地点|位置|场地'),
  concept('time|时间'),
  concept('quantity|qty|item count|count|number of items|pieces|数量|件数|个数|购买数量', 'count'),
  concept('unit price|单价', 'money'),
  concept(
    'total|total amount|total price|grand total|amount due|amount paid|合计|总计|总额|总价|总金额|共计|一共|总共|实付|实付款|应付',
    'money',
  ),
  concept('subtotal|小计', 'money'),
  concept('shipping fee|shipping cost|delivery fee|postage|运费|邮费|快递费|配送费', 'money'),
  concept('deposit|down payment|定金|订金|押金', 'money'),
  concept('budget|预算', 'money'),
  concept('salary|wage|income|工资|薪资|薪水|月薪|年薪|收入', 'money'),
  concept('rent|租金|房租|月租', 'money'),
  concept('tax|tax amount|税额|税费', 'money'),
  concept('refund amount|refund|退款金额|退款', 'money'),
  concept('revenue|sales|turnover|营收|营业额|销售额', 'money'),
  generic('amount|price|cost|fee|sum|money|payment|金额|价格|价钱|费用|售价|款项|花费|售价为', 'money'),
  concept('discount|discount rate|折扣|优惠', 'discount percent money'),
  concept('rate|ratio|percent|percentage|growth|比例|百分比|占比|比率|增长|增长率|增幅|同比', 'percent'),
  concept('age|年龄|岁数', 'age years'),
  concept(
    'people|persons|guests|guest count|headcount|attendees|party size|number of people|participants|人数|几人|参会人数',
    'people count',
  ),
  concept('days|day count|duration days|天数', 'days'),
  concept('nights|晚数|几晚', 'nights'),
  concept('hours|时长|小时数|工时', 'hours minutes'),
  concept('minutes|分钟数', 'minutes'),
  concept('duration|period|期限|周期|工期', 'days hours minutes months years nights'),
  concept('weight|体重|重量|净重', 'weight'),
  concept('height|身高|高度', 'length'),
  concept('length|width|长度|宽度', 'length'),
  concept('distance|距离|里程|路程', 'distance length'),
  concept('area|floor area|面积', 'area'),
  concept('temperature|温度|体温|气温', 'temperature'),
  concept('score|rating|stars|评分|分数|得分|星级', 'rating'),
  concept('birthday|birth date|date of birth|birth|dob|born|生日|出生日期|出生', DATE),
  concept(
    'start date|start|begin|check in|checkin|checking in|from|开始|开始日期|起始|起始日期|入住|入住日期|出发日期',
    'start date',
  ),
  concept(
    'end date|end|check out|checkout|checking out|until|结束|结束日期|离店|离店日期|退房|返程',
    'end date',
  ),
  concept(
    'deadline|due date|due|expiry|expiry date|expires|截止|截止日期|截止时间|到期|到期日|有效期|有效期至|交付日期',
    DATE,
  ),
  concept('order date|ordered|purchase date|purchased|下单|下单时间|下单日期|购买日期|订购', DATE),
  concept('delivery date|delivered|delivery|送达|送货|配送日期|送达日期|收货日期', DATE),
  concept('ship date|shipping date|shipped|发货|发货日期|发货时间', DATE),
  concept('payment date|paid on|付款日期|付款时间|支付时间', DATE),
  concept('invoice date|开票日期', DATE),
  concept('meeting date|meeting|会议|会议日期|会议时间|开会', DATE),
  concept('departure|departure date|depart|出发|启程', DATE),
  concept('arrival|arrival date|arrive|到达|抵达', DATE),
  generic('date|日期|时间', DATE),
  concept('urgent|rush|asap|紧急|加急|急件'),
  concept('member|membership|vip|会员'),
  concept('invoice|receipt|fapiao|发票|开票'),
  concept('breakfast|早餐|早饭'),
  concept('parking|停车|停车位|车位'),
  concept('pets|pet|宠物'),
  concept('smoking|smoke|smoker|吸烟|抽烟'),
  concept('allergy|allergies|allergic|过敏|过敏史'),
  concept('wifi|wi fi|wireless|无线网|无线网络'),
  concept('married|结婚|婚'),
  concept('paid|付款|支付'),
  concept('damaged|damage|broken|破损|损坏'),
  concept('insurance|insured|保险|参保'),
  concept('elevator|lift|电梯'),
  concept('available|availability|in stock|有货|现货|库存'),
  concept('returned|return|退货'),
  concept('gift|gift wrap|gift box|礼品|礼盒|包装'),
  concept('experience|work experience|years of experience|经验|工作经验|工作年限', 'years months'),
];
