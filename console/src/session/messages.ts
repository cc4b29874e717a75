import { messages } from '../i18n/messages.js';

export const sessionMessages = messages({
  en: {
    title: 'Sign in',
    intro: 'The operators’ console of MiniAsk',
    token: 'Operator token',
    hint: 'Make one on the server:',
    kept: 'The token stays in this tab and is forgotten when you close it.',
    submit: 'Sign in',
    checking: 'Checking…',
    expired: 'Your token has expired or is no longer accepted. Sign in again to go on where you were.',
    signedOut: 'You have signed out.',
    notOperator: 'This token is valid, but it is not an operator’s. Make one with --operator.',
    refused: 'The server does not accept this token.',
  },
  zh: {
    title: '登录',
    intro: 'MiniAsk 运维控制台',
    token: '运维令牌',
    hint: '在服务器上生成：',
    kept: '令牌只保存在当前标签页，关闭后即被清除。',
    submit: '登录',
    checking: '正在验证…',
    expired: '令牌已过期或不再有效，请重新登录，登录后会回到原来的页面。',
    signedOut: '已退出登录。',
    notOperator: '令牌有效，但没有运维权限。请用 --operator 生成。',
    refused: '服务器不接受这个令牌。',
  },
});
