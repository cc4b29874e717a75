/** The version of this package; a test compares it with `package.json` and `openclaw.plugin.json`. */
export const PLUGIN_VERSION = '0.1.0';

/** The id in `openclaw.plugin.json`, and so the key in `plugins.entries`. */
export const PLUGIN_ID = 'miniask';
