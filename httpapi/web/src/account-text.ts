export type Lang = "zh" | "en";

/** What a refusal is about, to find words for it; the server's own are English. */
export type Failure = "away" | "wrong" | "link" | "taken" | "password" | "name" | "busy" | "forbidden" | "session" | "token" | "other";

/** Everything the page of the account says, in one language. */
export interface AccountTexts {
  lang: Lang; name: string; title: string; language: string; loading: string; map: string;
  logIn: string; logInLine: string; user: string; password: string; show: string; enter: string; elsewhere: string; noLink: string;
  linkTitle: string; linkLine: (name: string) => string; chosenName: string; newPassword: string; passwordRule: string; set: string; set_done: string;
  me: (name: string) => string; may: string; mayNothing: string; tokenScopes: string; logOut: string; logOutAll: string; loggedOut: string;
  change: string; old: string; changeLine: string; changed: string;
  tokens: string; tokensLine: string; tokenName: string; scopes: string; end: string; make: string; drop: (name: string) => string; dropShort: string;
  tokenMade: string; tokenUntil: (day: string) => string; dropped: string; noTokens: string; copy: string; copied: string;
  open: string; roles: Record<string, string>; scope: Record<string, string>;
  everywhere: string; region: (id: string) => string; area: (id: string) => string; member: (id: string) => string;
  failures: Record<Failure, string>; wait: (seconds: number) => string; strayed: Record<string, string>;
}

const zh: AccountTexts = {
  lang: "zh", name: "近邻", title: "近邻 · 账号", language: "语言", loading: "正在读取……", map: "地图",
  logIn: "登录", logInLine: "请输入用户名和密码。", user: "用户名", password: "密码", show: "显示密码", enter: "登录", elsewhere: "用统一身份认证登录",
  noLink: "没有账号或忘记了密码？请向管理员索取一次性链接。",
  linkTitle: "设置密码", linkLine: (n) => `这个一次性链接属于账号“${n}”。设置密码后即可登录，链接随即失效。`, chosenName: "用户名（登录时使用，可以修改）",
  newPassword: "新密码", passwordRule: "12 至 128 个字符，任何文字都可以；不要用常见的密码，也不要与用户名相近。", set: "设置密码并登录", set_done: "密码已设置，您已登录。",
  me: (n) => `您好，${n}`, may: "您的权限", mayNothing: "目前没有任何权限，请联系管理员。", tokenScopes: "范围", logOut: "退出登录", logOutAll: "在所有设备上退出", loggedOut: "您已退出登录。",
  change: "修改密码", old: "当前密码", changeLine: "修改后，其他设备上的登录全部失效。", changed: "密码已修改，其他登录已失效。",
  tokens: "程序用的令牌", tokensLine: "令牌让程序以您的身份访问，只能做所选范围之内、您自己也能做的事。", tokenName: "用途", scopes: "范围", end: "有效期至（最长 366 天）", make: "新建令牌",
  drop: (n) => `停用令牌“${n}”`, dropShort: "停用", tokenMade: "请立即保存，令牌只显示这一次：", tokenUntil: (d) => `有效期至 ${d}`, dropped: "令牌已停用。", noTokens: "还没有令牌。",
  copy: "复制", copied: "已复制。",
  open: "这台服务器没有设置账号：本机上的每个人都可以进行所有操作。",
  roles: { administrator: "管理员", planner: "规划员", dispatcher: "调度员", member: "党员（联系户负责人）", viewer: "浏览者", gis: "地理信息程序" },
  scope: { read: "读取", contacts: "联系方式", edit: "修改数据", plan: "规划与发布", manage: "管理账号" },
  everywhere: "全部区域", region: (id) => `区域 ${id} 及其下级`, area: (id) => `村 ${id}`, member: (id) => `编号 ${id}`,
  failures: {
    away: "无法连接服务器，请检查网络后重试。", wrong: "用户名或密码不正确。", link: "这个链接已经用过或已过期，请向管理员索取新的链接。", taken: "这个用户名已被使用，请换一个。",
    password: "这个密码不能使用：须有 12 至 128 个字符，不能是常见的密码，也不能与用户名相近。", name: "用户名须有 1 至 64 个字符，首尾不能有空格。", busy: "服务器正忙，请稍后重试。",
    forbidden: "您的账号不能进行这项操作。", session: "登录已失效，请重新登录。", token: "令牌须有用途和至少一个范围，并在 366 天之内到期。", other: "操作没有成功，请重试；仍不成功请告诉管理员。",
  },
  wait: (s) => `尝试次数过多，请在 ${s} 秒后再试。`,
  strayed: {
    none: "这台服务器没有设置统一身份认证，请用密码登录。", unknown: "没有账号登记了这个身份。请把下面的标识告诉管理员：", unreachable: "暂时连接不上统一身份认证，请稍后再试，或用密码登录。",
    refused: "统一身份认证没有确认您的身份，请重试。", failed: "登录没有成功，请重试。",
  },
};

const en: AccountTexts = {
  lang: "en", name: "Jinlin", title: "Jinlin · Account", language: "Language", loading: "Loading…", map: "Map",
  logIn: "Log in", logInLine: "Enter your name and password.", user: "Name", password: "Password", show: "Show the password", enter: "Log in", elsewhere: "Log in at your organisation",
  noLink: "No account, or the password forgotten? Ask the administrator for a one-time link.",
  linkTitle: "Set your password", linkLine: (n) => `This one-time link is for the account “${n}”. Setting the password logs you in and uses the link up.`,
  chosenName: "Name to log in with (you may change it)", newPassword: "New password",
  passwordRule: "12 to 128 characters of any kind; not one that everybody tries first, and not like your name.", set: "Set the password and log in", set_done: "The password is set, and you are logged in.",
  me: (n) => `Hello, ${n}`, may: "What you may do", mayNothing: "Nothing yet; ask the administrator.", tokenScopes: "Scopes", logOut: "Log out", logOutAll: "Log out on all devices", loggedOut: "You are logged out.",
  change: "Change the password", old: "Present password", changeLine: "All other log-ins of yours end.", changed: "The password is changed; all other log-ins have ended.",
  tokens: "Tokens for programs", tokensLine: "With a token a program acts as you: what its scopes say, and never more than you may.", tokenName: "What it is for", scopes: "Scopes",
  end: "Ends on (366 days at most)", make: "Make a token", drop: (n) => `End the token “${n}”`, dropShort: "End", tokenMade: "Keep it now; it is shown this once:", tokenUntil: (d) => `ends ${d}`,
  dropped: "The token has ended.", noTokens: "There are none.", copy: "Copy", copied: "Copied.",
  open: "This server has no accounts: everybody on this machine may do everything.",
  roles: { administrator: "administrator", planner: "planner", dispatcher: "dispatcher", member: "member", viewer: "viewer", gis: "GIS program" },
  scope: { read: "read", contacts: "contacts", edit: "change records", plan: "plan and publish", manage: "manage accounts" },
  everywhere: "everywhere", region: (id) => `in region ${id} and below`, area: (id) => `in village ${id}`, member: (id) => `as ${id}`,
  failures: {
    away: "The server cannot be reached; look at the network and try again.", wrong: "This name and password do not belong together.",
    link: "This link was used already or is too old; ask the administrator for another.", taken: "Somebody has this name already; choose another.",
    password: "This password will not do: it needs 12 to 128 characters, and must not be a common one or like your name.", name: "A name has 1 to 64 characters and no space around it.",
    busy: "The server is busy; try again in a moment.", forbidden: "Your account may not do this.", session: "Your log-in has ended; log in again.",
    token: "A token has a purpose and a scope, and ends within 366 days.", other: "This did not work; try again, and tell the administrator if it stays so.",
  },
  wait: (s) => `Too many tries; come back in ${s} seconds.`,
  strayed: {
    none: "This server knows no other place to log in at; use a password.", unknown: "No account has this identity. Tell the administrator this:",
    unreachable: "The place to log in at cannot be reached; try later, or use a password.", refused: "The place to log in at did not confirm who you are; try again.", failed: "Logging in did not work; try again.",
  },
};

export const accountTexts: Record<Lang, AccountTexts> = { zh, en };
