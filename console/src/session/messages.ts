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
    ended: {
      expired: 'Your token has expired. Sign in again to go on where you were.',
      refused:
        'The server no longer accepts your token. A development server makes a new secret at every start: make a new token, and go on where you were.',
      'signed-out': 'You have signed out.',
    },
    keptFor: (userId: string) =>
      `What ${userId} has begun here is covered, and comes back when ${userId} signs in. For anybody else it is thrown away.`,
    forget: 'Throw it away and sign out',
    notOperator: 'This token is valid, but it is not an operator’s. Make one with --operator.',
    tokenExpired: 'This token has expired. Make a new one.',
    refused:
      'The server does not accept this token: it is none, or was signed with another secret. A development server makes a new secret at every start.',
  },
  zh: {
    title: '登录',
    intro: 'MiniAsk 运维控制台',
    token: '运维令牌',
    hint: '在服务器上生成：',
    kept: '令牌只保存在当前标签页，关闭后即被清除。',
    submit: '登录',
    checking: '正在验证…',
    ended: {
      expired: '令牌已过期，请重新登录，登录后会回到原来的页面。',
      refused:
        '服务器不再接受这个令牌。开发服务器每次启动都会更换密钥：请生成新的令牌，登录后会回到原来的页面。',
      'signed-out': '已退出登录。',
    },
    keptFor: (userId: string) =>
      `${userId} 未完成的内容已被遮盖，${userId} 重新登录后即恢复；其他人登录则会被丢弃。`,
    forget: '丢弃并退出登录',
    notOperator: '令牌有效，但没有运维权限。请用 --operator 生成。',
    tokenExpired: '令牌已过期，请重新生成。',
    refused: '服务器不接受这个令牌：格式不对，或由另一个密钥签发。开发服务器每次启动都会更换密钥。',
  },
});
