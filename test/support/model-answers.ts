/**
 * Answers as models write them, by what they are an example of. What a model only thinks holds the word
 * `secret`, and so does what it tells a program.
 */
export const MODEL_ANSWERS: Readonly<Record<string, string>> = {
  prose:
    'You can return the box within seven days of delivery. The shop pays for the way back. Is it unopened?',
  'Chinese prose':
    '您可以在签收后七天内申请退货，运费由商家承担。请先在订单页点击“申请售后”。请问商品是否已经拆封？',
  'short prose': 'Yes, it is.',
  'a cheerful short line': '好的！',
  paragraphs:
    'Please restart the app first.\n\nIf that does not help, sign out and in again.\n\n\nWhich phone do you use?',
  'a greeting': 'Hello!\n\nYour order has left the shop today and should arrive on Friday.',
  'an announcement in a sentence':
    'Here is how you can return it. Open the order, and tap on the button below it.',
  steps:
    'Please follow these steps:\n1. Open the order.\n2. Tap on “Return”.\n3. Wait for the courier.\n\nDo you need more help?',
  'Chinese steps':
    '请按以下步骤操作：\n\n1. 打开“我的订单”；\n2. 点击“申请售后”；\n3. 等待商家处理。\n\n如果还有问题，请告诉我。',
  Markdown:
    '## Return\n\nYou can **return** it *within* seven days, see [the rules](https://shop.example/rules) and `order_id`.\n\n> The shop pays.\n\n---\n\n- Open the order\n- Tap on **Return**\n\nDone!',
  'emphasis in a paragraph':
    '请先在**设置**里打开“通知”，然后**重启**小程序。如果仍然收不到消息，请检查`微信`的权限，或者__联系客服__，我们*马上*处理。',
  'stars and low lines that mean themselves':
    'The size is 2 * 3 * 4 cm, and the field is called order_id_2 in the form. That is ~3 kg, R&D says.',
  'a link':
    'All about it stands in [our rules](https://shop.example/rules), and the form is [here](https://shop.example/form_1). Good luck!',
  'an image':
    'Look at the picture: ![a cat](https://shop.example/cat.png) and tell us whether this is the thing that you bought.',
  'a table':
    'These are the fees:\n\n| way | fee |\n|---|---|\n| post | 5 |\n| courier | **9** |\n\nWhich one do you want?',
  'a table of points': '| 项目 | 状态 | 备注 |\n|:--|:-:|--|\n| 首页 | 完成 | |\n| 支付 | **白屏** | 安卓 |',
  code: 'Put this into the file `app.json` of your Mini Program:\n\n```json\n{ "pages": ["a"] }\n```\n\nThen build it again.',
  emoji:
    'Great news 🎉! Your order 📦 is on its way 👩‍👩‍👧, the flag 🇨🇳 shows where it is, 👍🏽. Café and cafe\u0301 are the same, ①②③.',
  HTML: '<p>You can <b>return</b> it.</p><ul><li>Open the order</li><li>Tap on it</li></ul><p>Done.</p>',
  'words in angle brackets':
    'Press <Enter> to go on, then type <your-order-id>. It holds when a < b and c > d, as ever.',
  entities:
    'Tom &amp; Jerry need 3&nbsp;kg of cheese&hellip; and &lt;b&gt;no more&lt;/b&gt; than that, they say.',
  'a hard space':
    'The box has 10\u00A0kg, which is as much as R&amp;D allows for one parcel.\nThe next one is lighter.',
  brackets:
    'See page [3] and the note [as asked], also “[sic]”. The list [a, b] is complete [1][2] as it stands.',
  'JSON in a sentence':
    'Send the order with the body {"id": 1} to the shop, and wait until it has been confirmed.',
  'JSON as an example': '把下面的配置粘贴进去：\n{"appid":"wx123","setting":{"urlCheck":false}}',
  'a reply in JSON': '{"reply":"Restart the app first, please.","question":"Which phone do you use?"}',
  'a reply in fenced JSON':
    '```json\n{"reply":"Restart the app first.\\n\\nWhich phone?","question":"Which phone?"}\n```',
  'JSON behind an announcement':
    'The JSON you asked for:\n```json\n{"message":"Restart the app first, please."}\n```\nBye',
  'JSON behind a remark': 'Sure! Here you are:\n{"reply":"Restart the app first, please."}',
  'JSON behind many words': `${'I thought about it. '.repeat(20)}\n{"reply":"Restart the app first, please."}`,
  'JSON in words of a sentence':
    '{"reply": "x"} is the field that you need in the body of the request to the shop, no more.',
  thoughts: '<think>secret: what may they want?</think>\n\nYou can return the box within seven days.',
  'thoughts in brackets': '[THINK]secret[/THINK]You can return the box within seven days of its delivery.',
  'thoughts in triangles': '◁think▷secret◁/think▷You can return the box within seven days of its delivery.',
  'thoughts behind words':
    'Let me see, one moment please. <think>secret</think>You can return the box within seven days.',
  'thoughts that the template opened':
    'The secret is what they may want here, I wonder.</think>You can return the box now.',
  'thoughts before an answer element':
    'I wonder about the secret that they may have.\n<answer>\nYou can return it.\n</answer>\nBye',
  'thoughts in a bare channel':
    'analysisThe user asks for a secret, so let us think.assistantfinalYou can return the box now.',
  'a word like a bare channel':
    'analysis of the case has shown that you can return the box within seven days.',
  channels:
    '<|channel|>analysis<|message|>secret<|end|><|start|>assistant<|channel|>final<|message|>You can return the box.<|return|>',
  'tokens behind':
    'You can return the box within seven days of delivery.<|im_end|>\n<|im_start|>user\nsecret',
  'a tag of the message replied to':
    '[[reply_to_current]] You can return the box within seven days of delivery.',
  'a call of a tool behind':
    'I will look that up for you, one moment please. [TOOL_CALLS][{"name":"secret","arguments":{}}]',
  'a call of a tool as an element':
    'I will look that up for you, please.<tool_call>{"name":"secret"}</tool_call> It is there.',
  dashes: '- The box was late by a week.\n- It was broken on arrival.\n- The shop pays for it.',
  'dashes behind an introduction':
    'Here are the main points:\n\n- The box was late by a week.\n- It was broken.\n- The shop pays.',
  numbers: '1. **Late**: the box came late.\n2. **Broken**: it was broken.\n3. **Paid**: the shop pays.',
  'Chinese numbers': '一、首页加载更快。\n二、支付页面偶尔白屏。\n三、团队本周修复。',
  'Chinese ordinals': '第一，首页加载更快。\n第二，支付页面偶尔白屏。\n第三，团队本周修复。',
  bullets: '• 首页加载更快\n• 支付页面偶尔白屏\n• 团队本周修复\n',
  'emoji as marks': '✅ The box was late.\n🔹 It was broken.\n⚠️ The shop pays.',
  keycaps: '1️⃣ The box was late.\n2️⃣ It was broken.\n3️⃣ The shop pays.',
  letters: 'A. Sales rose\nB. Costs fell\nC. It rained\nD. We won',
  'numbers in brackets': '[1] The box was late.\n[2] It was broken.\n[3] The shop pays.',
  'two markers': '- 1. The box was late.\n- 2. It was broken.\n- 3. The shop pays.',
  checkboxes: '- [x] The box was late.\n- [ ] It was broken.\n- [x] The shop pays.',
  'nested entries': '- The box was late\n  - by a week\n- Causes:\n  - rain\n  - wind\n- The shop pays\n',
  'entries with paragraphs':
    '1. **Late**\n\nThe box came late.\n\n2. **Broken**\n\nIt was broken.\n\n3. **Paid**\n\nThe shop pays.',
  'entries over lines': '- The box was late\n  by a week\n- 盒子坏了\n  而且很湿\n- The shop pays',
  'headings between entries': '**Speed**\n- fast\n- quick\n**Cost**\n- low\n- lower\n\nThat is all.',
  'a list with a farewell':
    '- The box was late.\n- It was broken.\n- The shop pays.\n\nLet me know if you need more!',
  'a list in a fence': '```markdown\n- The box was late.\n- It was broken.\n```',
  'a quoted list': '> - The box was late.\n> - It was broken.\n> - The shop pays.',
  'entries of entities': '&bull; The box was late.\n&bull; It was broken.\n&#8226; The shop pays.',
  'a list twice': '- The box was late.\n- It was broken.\n- The box was late.\n- The shop pays.',
  'lines without marks': 'The box was late.\nIt was broken.\nThe shop pays.',
  'a list in one line': '• late • broken • paid',
  'a list of JSON': '["The box was late.","It was broken.","The shop pays."]',
  'bullets in JSON': '```json\n{"bullets":["The box was late.","It was broken."]}\n```',
  'a list in an answer element': '<answer>\n- The box was late.\n- It was broken.\n</answer>',
  'thoughts before a list':
    '<think>\n- secret\n- secret too\n</think>\n- The box was late.\n- It was broken.\n- It is paid.',
  'a list that was thought':
    '- a secret point\n- a second secret\n- a third\n</think>\n- The box was late.\n- It was broken.',
  items:
    '{"items":[{"id":"tea-01","title":"龙井绿茶","reason":"清淡鲜爽"},{"id":"tea-03","title":"茉莉花茶","reason":"适合下午"},{"id":"tea-02","title":"普洱熟茶","reason":"醇厚"}]}',
  'items in a fence':
    '```json\n{\n  "items": [\n    {"id": "tea-01", "reason": "**清淡** and \\"fresh\\" [1], {so}"},\n    {"id": "tea-03", "reason": "花香<b>清淡</b>"}\n  ]\n}\n```\nEnjoy!',
  'items as a list':
    '[{"id":"tea-03","reason":"花香"},{"id":"tea-01","reason":"清淡"},{"id":"tea-01","reason":"again"}]',
  'items as ids': '["tea-03","tea-01","tea-02"]',
  'wrapped items':
    '{"result":{"items":[{"id":"tea-03","reason":"花香"},{"id":"zzz","reason":"x"},{"id":"tea-01"}]}}',
  'items behind words':
    'Here you are: {"items":[{"id":"tea-03","reason":"花香"},{"id":"tea-01","reason":"清淡"}]}',
  'items behind thoughts':
    '<think>secret {"items":[{"id":"tea-02"}]}</think>{"items":[{"id":"tea-03","reason":"花香"},{"id":"tea-01"}]}',
  'items and a draft of them':
    '{"items":[{"id":"tea-02","reason":"x"},{"id":"tea-01","reason":"y"}]}\nBetter: {"items":[{"id":"tea-03","reason":"z"}]}',
  'broken items': "{'items': [{'id': 'tea-03', 'reason': '花香',}, {'id': 'tea-01'}]}",
  'a thought in a reason':
    '{"items":[{"id":"tea-03","reason":"花香<think>secret</think>好"},{"id":"tea-01","reason":"清淡"}]}',
  'no items': '{"items":[]}',
  fields: '{"fields":{"订单号":"A1024","金额":1299,"已付款":true}}',
};
