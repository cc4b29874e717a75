/** Words that say how a sentence is built, not what it is about; lists made for this project. */

const ENGLISH = `
a about above after again all also although always am among an and any anybody anyone anything are aren't as
ask at avoid be became because been before being below between both but by came can can't cannot come could
couldn't did didn't do does doesn't doing don't done down during each either else ever every except
excluding few for from further gave get gets getting give given go goes going got had hadn't has hasn't have
haven't having he he's hello help her here hers herself hey hi him himself his how however i i'd i'll i'm
i've if in into is isn't it it's its itself just kind know let let's like looking lot made make makes many
may maybe me might mine more most much must my myself need needs neither no nor not now of off often oh ok
okay on once one only onto or other our ours ourselves out over own perhaps please put quite rather really
same say says see she should shouldn't so some somebody someone something soon still such suggest take tell
than thank thanks that that's the their theirs them themselves then there there's these they they're they've
thing things this those though through to too toward under until up upon us very via want wants was wasn't
we we'd we'll we're we've well were weren't what what's when where whether which while who whom whose why
will with within without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself
`;

const CHINESE = `
的 了 着 过 地 得 之 和 与 及 跟 同 或 或者 还是 以及 并 并且 而 而且 但 但是 不过 可是 然而 却 虽然 尽管 如果 假如 要是 因为
由于 所以 因此 于是 那么 那 那个 那些 那里 那样 这 这个 这些 这里 这样 这种 这边 此 该 其 其中 其他 我 我们 我的 你 你们 您 您好
你好 请问 他 她 它 他们 她们 它们 自己 大家 谁 什么 啥 怎么 怎样 怎么样 怎么办 如何 为什么 为何 哪 哪个 哪些 哪里 哪儿 几 多少 吗 呢
吧 啊 呀 哦 哈 嗯 啦 嘛 么 是 是不是 是否 在 有 没有 没 有没有 不 不是 不会 不能 别 也 都 就 就是 还 还有 再 又 才 只 只是 只有
很 太 非常 更 最 比较 十分 挺 特别 真 真的 会 能 能够 能不能 可 可以 可不可以 应该 应当 要 想 想要 需要 希望 觉得 认为 知道 一下
一个 一些 一点 一种 一样 一直 一起 个 些 点 种 次 被 把 将 让 使 给 对 对于 关于 向 往 从 到 自 由 以 于 为 为了 按 按照 根据
通过 当 时 时候 之后 之前 以后 以前 后 前 上 下 里 中 内 外 间 等 等等 来 去 说 看 做 用 请 谢谢 麻烦 帮 帮忙 帮我 推荐 介绍
告诉 问 问题 东西 事情 情况 已 已经 正在 曾 曾经 现在 目前 今天 然后 接着 首先 其次 最后 另外 此外 同时 一般 可能 也许 大概 左右 每
每个 各 各种 所有 全部 任何 某 某个 多 少 好 好的 行 适合 款 双 件 条 支 台 买 不要 不想 无 非 免 除了 掉 一双 一件 一款 办
什么时候 什么样 哪天
`;

const STOP_WORDS: ReadonlySet<string> = new Set(
  `${ENGLISH} ${CHINESE}`.split(/\s+/).filter((word) => word !== ''),
);

/** @param word lower-case, as people write it (not stemmed) */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}
