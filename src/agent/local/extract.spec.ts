import { describe, expect, it } from 'vitest';
import type { FieldSpec } from '../local-task.js';
import { extract } from './extract.js';

const string = (name: string, description?: string): FieldSpec => field(name, 'string', description);
const number = (name: string, description?: string): FieldSpec => field(name, 'number', description);
const boolean = (name: string, description?: string): FieldSpec => field(name, 'boolean', description);
const date = (name: string, description?: string): FieldSpec => field(name, 'date', description);

function field(name: string, type: FieldSpec['type'], description?: string): FieldSpec {
  return description === undefined ? { name, type } : { name, type, description };
}

/** The value of one field, asked for alone. */
const only = (text: string, spec: FieldSpec): unknown => extract(text, [spec])[spec.name];

describe('extract', () => {
  it('reads a Chinese order', () => {
    const text =
      '订单号：MA20261123-0017，姓名：张三，电话：138 0013 8000，邮箱 zhangsan@example.com。收货地址：上海市浦东新区世纪大道100号，张江大厦3楼。' +
      '购买数量 3 件，单价 ¥299.00，运费10元，合计 907 元，下单日期 2026年11月23日，需要开发票，不需要礼品包装。';
    const fields = [
      string('orderNumber'),
      string('name'),
      string('phone'),
      string('email'),
      string('address'),
      number('quantity'),
      number('unitPrice'),
      number('shippingFee'),
      number('totalAmount'),
      date('orderDate'),
      boolean('needInvoice'),
      boolean('giftWrap'),
      number('age'),
    ];
    expect(extract(text, fields)).toEqual({
      orderNumber: 'MA20261123-0017',
      name: '张三',
      phone: '138 0013 8000',
      email: 'zhangsan@example.com',
      address: '上海市浦东新区世纪大道100号，张江大厦3楼',
      quantity: 3,
      unitPrice: 299,
      shippingFee: 10,
      totalAmount: 907,
      orderDate: '2026-11-23',
      needInvoice: true,
      giftWrap: false,
      age: null,
    });
  });

  it('reads an English booking', () => {
    const text =
      'Order No: A-77812. Name: Li Lei. I would like 2 rooms for 3 nights, checking in on Dec 5, 2026 and checking out on Dec 8, 2026. ' +
      'There are 4 guests. Budget is about $1,250.50. Breakfast included: yes. We have no pets. ' +
      'Email me at li.lei@mail.example.org or call +1 415-555-0132.';
    const fields = [
      string('order_number'),
      string('name'),
      number('nights'),
      number('guests'),
      number('budget'),
      date('check_in_date'),
      date('check_out_date'),
      boolean('breakfast'),
      boolean('pets'),
      boolean('parking'),
      string('email'),
      string('phone'),
    ];
    expect(extract(text, fields)).toEqual({
      order_number: 'A-77812',
      name: 'Li Lei',
      nights: 3,
      guests: 4,
      budget: 1250.5,
      check_in_date: '2026-12-05',
      check_out_date: '2026-12-08',
      breakfast: true,
      pets: false,
      parking: null,
      email: 'li.lei@mail.example.org',
      phone: '+1 415-555-0132',
    });
  });

  it('reads how people introduce themselves', () => {
    const text =
      '我叫王小明，今年28岁，身高175cm，体重65.5公斤，住在北京市海淀区中关村大街1号院5号楼302室，有三年工作经验，已婚，对花生过敏，不抽烟。';
    const fields = [
      string('name'),
      number('age'),
      number('height'),
      number('weight'),
      string('address'),
      number('yearsOfExperience'),
      boolean('married'),
      boolean('allergy'),
      boolean('smoking'),
    ];
    expect(extract(text, fields)).toEqual({
      name: '王小明',
      age: 28,
      height: 175,
      weight: 65.5,
      address: '北京市海淀区中关村大街1号院5号楼302室',
      yearsOfExperience: 3,
      married: true,
      allergy: true,
      smoking: false,
    });
  });

  it('reads forms with a label on each line, in a table and above its value', () => {
    const form =
      '项目：官网改版\n负责人：陈晨\n预算：三十万元\n截止日期：2026/12/31\n状态：进行中\n备注：需要与市场部对齐，尽快给出设计稿。';
    expect(
      extract(form, [
        string('project'),
        string('owner'),
        number('budget'),
        date('deadline'),
        string('status'),
        string('remark'),
      ]),
    ).toEqual({
      project: '官网改版',
      owner: '陈晨',
      budget: 300_000,
      deadline: '2026-12-31',
      status: '进行中',
      remark: '需要与市场部对齐，尽快给出设计稿',
    });
    expect(extract('| 姓名 | 张三 |\n| 城市 | 上海 |', [string('name'), string('city')])).toEqual({
      name: '张三',
      city: '上海',
    });
    expect(only('姓名：\n李四\n', string('name'))).toBe('李四');
    expect(only('姓名：张三 性别：男 年龄：30', string('gender', '性别'))).toBe('男');
  });

  it('finds a field by its description when its name says nothing', () => {
    expect(only('甲方：示例公司，乙方：张三', string('partyA', '甲方'))).toBe('示例公司');
    expect(only('本季度净利润3,400万元', number('x1', '净利润'))).toBe(34_000_000);
  });

  it('gives each value to the field it is named for', () => {
    const text = '公司名称：示例科技有限公司\n联系人：赵敏';
    expect(extract(text, [string('name'), string('companyName')])).toEqual({
      name: '赵敏',
      companyName: '示例科技有限公司',
    });
    expect(
      extract('小计 100 元，运费 10 元，合计 110 元', [
        number('total'),
        number('subtotal'),
        number('shippingFee'),
      ]),
    ).toEqual({ total: 110, subtotal: 100, shippingFee: 10 });
  });

  it('gives no field a value that the text names otherwise', () => {
    expect(only('运费10元', number('budget'))).toBeNull();
    expect(only('运费待定，合计 110 元', number('shippingFee'))).toBeNull();
    expect(only('下单日期：2026-11-23', date('deadline'))).toBeNull();
    expect(only('下单日期：2026-11-23', date('date'))).toBe('2026-11-23');
    expect(only('发票号 123，共两件', boolean('invoice'))).toBeNull();
  });

  it('reads a restaurant booking', () => {
    const text =
      '您好，我想预订12月24日晚上的包间，一共8个人，其中2个小孩，需要儿童椅，人均预算200元左右，联系人赵先生，手机139-1234-5678。';
    const fields = [
      number('guests'),
      number('children', '小孩人数'),
      number('budgetPerPerson', '人均预算'),
      boolean('highChair', '是否需要儿童椅'),
      date('date'),
      string('contact'),
      string('mobile'),
    ];
    expect(extract(text, fields)).toEqual({
      guests: 8,
      children: 2,
      budgetPerPerson: 200,
      highChair: true,
      date: null,
      contact: '赵先生',
      mobile: '139-1234-5678',
    });
  });

  describe('numbers', () => {
    it.each([
      ['总价 1,299.50 元', 1299.5],
      ['总价３，２９９元', 3299],
      ['总价 3.5万', 35_000],
      ['总价：1.2亿元', 120_000_000],
      ['总价一百二十三元', 123],
      ['总价是两千块', 2000],
      ['总价约人民币 500', 500],
      ['Total: USD 12,000', 12_000],
      ['The total is 5k', 5000],
      ['The total was $1.5 million', 1_500_000],
      ['这双鞋 299 元', 299],
    ])('%s', (text, value) => {
      expect(only(text, number('total', '总价'))).toBe(value);
    });

    it('reads signs and percentages as they are written', () => {
      expect(only('气温-5℃', number('temperature'))).toBe(-5);
      expect(only('同比增长15.3%', number('growth'))).toBe(15.3);
      expect(only('占比为百分之十五', number('ratio'))).toBe(15);
    });

    it.each([
      ['价格100-200元', 'a range', number('price')],
      ['价格待定', 'no number', number('price')],
      ['会议在 18:30 开始，电话 13800138000', 'a time and a phone number', number('price')],
      ['一起去吧，万一下雨呢', 'numerals that count nothing', number('quantity')],
      ['今年28岁', 'another kind of number', number('price')],
      ['第3名', 'an ordinal', number('price')],
      ['苹果 5 元，香蕉 3 元', 'two that fit', number('price')],
    ])('%s: null, because there is only %s', (text, _, spec) => {
      expect(only(text, spec)).toBeNull();
    });
  });

  describe('dates', () => {
    it.each([
      ['日期：2026-11-23', '2026-11-23'],
      ['2026年11月23日', '2026-11-23'],
      ['２０２６年１１月３日', '2026-11-03'],
      ['2026/1/5', '2026-01-05'],
      ['23/11/2026', '2026-11-23'],
      ['11/23/2026', '2026-11-23'],
      ['Nov 23, 2026', '2026-11-23'],
      ['the 23rd of November 2026', '2026-11-23'],
      ['二〇二六年十一月二十三日', '2026-11-23'],
      ['日期 20261123', '2026-11-23'],
      ['05/05/2026', '2026-05-05'],
    ])('%s', (text, value) => {
      expect(only(text, date('date'))).toBe(value);
    });

    it.each([
      ['11月23日', 'the year is missing'],
      ['Nov 23', 'the year is missing'],
      ['2026年11月', 'the day is missing'],
      ['03/04/2026', 'day and month cannot be told apart'],
      ['2026-02-30', 'there is no such day'],
      ['明天', 'it depends on today'],
      ['2026-11-23 或 2026-11-24', 'there are two'],
    ])('%s: null, because %s', (text) => {
      expect(only(text, date('date'))).toBeNull();
    });

    it('does not take another date for one without its year', () => {
      expect(only('截止日期11月23日，写于2026年1月1日', date('deadline'))).toBeNull();
    });

    it('reads both ends of a range', () => {
      const fields = [date('startDate'), date('endDate')];
      const expected = { startDate: '2026-11-20', endDate: '2026-11-23' };
      expect(extract('活动时间：2026年11月20日至23日', fields)).toEqual(expected);
      expect(extract('from 2026-11-20 to 2026-11-23', fields)).toEqual(expected);
    });
  });

  describe('booleans', () => {
    it.each([
      ['发票：需要', 'invoice', true],
      ['发票：否', 'invoice', false],
      ['发票（专票）：不需要', 'invoice', false],
      ['我需要发票', 'invoice', true],
      ['不用开发票', 'invoice', false],
      ['含早餐', 'hasBreakfast', true],
      ['早餐已包含', 'hasBreakfast', true],
      ['房间没有任何停车位', 'parking', false],
      ['Parking is available.', 'parking', true],
      ['Pets are not allowed.', 'pets_allowed', false],
      ['is_vip: true', 'is_vip', true],
      ['isPaid=0', 'isPaid', false],
      ['This is not urgent.', 'isUrgent', false],
      ['请加急处理', 'isUrgent', true],
      ['未付款', 'paid', false],
      ['订单 A1，金额1,299.00元，已付款。', '已付款', true],
      ['已付款。', '已付款', true],
      ['客户已付款', '已付款', true],
      ['已付款300元，未发货', '已付款', true],
      ['订单是已付款的。', '已付款', true],
      ['商品已发货。', '已发货', true],
      ['未付款', '已付款', false],
      ['尚未付款', '已付款', false],
      ['还没有付款', '已付款', false],
      ['并非已付款', '已付款', false],
      ['已付款：是', '已付款', true],
      ['已付款：否', '已付款', false],
      ['房间含早餐。', '含早餐', true],
      ['房间不含早餐。', '含早餐', false],
      ['Paid.', 'paid', true],
      ['The customer paid, and left.', 'isPaid', true],
      ['The box arrived damaged.', 'damaged', true],
      ['Not yet paid.', 'paid', false],
    ])('%s: %s is %s', (text, name, value) => {
      expect(only(text, boolean(name))).toBe(value);
    });

    it.each([
      ['请问有发票吗？', 'invoice', 'it is a question'],
      ['我不太需要发票', 'invoice', 'it is neither yes nor no'],
      ['发票：不详', 'invoice', 'nobody knows'],
      ['会员有优惠', 'isMember', 'it says something else'],
      ['We saw a pet shop.', 'pets', 'it says something else'],
      ['有停车位，没有停车位', 'parking', 'it says both'],
      ['今天很热', 'parking', 'it does not speak of it'],
      ['已付款的订单可以退', '已付款', 'it speaks of such orders'],
      ['已付款金额：300元', '已付款', 'it speaks of the sum'],
      ['如果已付款，请发货', '已付款', 'it only supposes'],
      ['已付款吗', '已付款', 'it asks'],
      ['请确认已付款', '已付款', 'it wishes'],
      ['我们尚未确认已付款', '已付款', 'nobody knows'],
      ['□已付款 □未付款', '已付款', 'it gives both to choose from'],
      ['If paid, ship it.', 'paid', 'it only supposes'],
      ['It will be paid.', 'paid', 'it promises'],
      ['Paid members get tea.', 'paid', 'it says something else'],
      ['Nothing was damaged.', 'damaged', 'it denies'],
      ['Top speed.', 'speed', 'it says nothing of the kind'],
    ])('%s: %s is null, because %s', (text, name) => {
      expect(only(text, boolean(name))).toBeNull();
    });
  });

  describe('strings', () => {
    it.each([
      ['客户李女士来电，地址是杭州市西湖区文三路188号3幢502室，电话0571-88886666', 'name', '李女士'],
      [
        '客户李女士来电，地址是杭州市西湖区文三路188号3幢502室，电话0571-88886666',
        'address',
        '杭州市西湖区文三路188号3幢502室',
      ],
      ['客户李女士来电，地址是杭州市西湖区文三路188号3幢502室，电话0571-88886666', 'phone', '0571-88886666'],
      ['快递单号 SF1234567890123，订单号是202611230017', 'trackingNumber', 'SF1234567890123'],
      ['快递单号 SF1234567890123，订单号是202611230017', 'orderNumber', '202611230017'],
      ['My name is Mary Ann Lee and I am from Leeds.', 'name', 'Mary Ann Lee'],
      ['see https://example.com/a?b=1.', 'url', 'https://example.com/a?b=1'],
      ['Subject: Team lunch\nLocation: Room 5, Building B', 'location', 'Room 5, Building B'],
      ['The price is $1,299.99 today', 'price', '$1,299.99'],
    ])('%s: %s is %s', (text, name, value) => {
      expect(only(text, string(name))).toBe(value);
    });

    it.each([
      ['订单号 A1，金额 20 元', '订单号', 'A1'],
      ['订单号 A12，', '订单号', 'A12'],
      ['订单号A1', '订单号', 'A1'],
      ['订单号是 A-1。', '订单号', 'A-1'],
      ['订单号 7，金额 20 元', '订单号', '7'],
      ['Order no #A1, total 20', 'order_number', 'A1'],
      ['Order no. 7, total 20', 'order_number', null],
      ['订单号 2件', '订单号', null],
      ['订单号 3.5', '订单号', null],
      ['订单号 2026-11-20', '订单号', null],
      ['I order 3.', 'order_number', null],
      ['订单号 A1，订单号 A2', '订单号', null],
    ])('reads a short code: %s', (text, name, value) => {
      expect(only(text, string(name))).toBe(value);
    });

    it('does not choose between two that fit equally', () => {
      expect(only('张先生和李女士都来了', string('name'))).toBeNull();
      expect(only('a@example.com, b@example.com', string('email'))).toBeNull();
    });
  });

  it('answers every field, whatever it is called', () => {
    const names = ['__proto__', 'constructor', 'toString', '', '😀'];
    const fields = extract(
      'hello',
      names.map((name) => string(name)),
    );
    expect(Object.keys(fields)).toEqual(names);
    expect(Object.values(fields)).toEqual(names.map(() => null));
  });
});
