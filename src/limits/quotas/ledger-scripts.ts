import { LuaScript } from '../../redis/lua-script.js';

/**
 * Books a charge in all accounts or in none, as `exceeded` decides.
 * KEYS one an account · ARGV asks, tokens, then for each account its limit of asks and its limit of tokens, -1 for none
 * → 'unopened', index of an account that has no book · 'refused', index, 'asks' or 'tokens', 1 when what is settled would
 * leave room else 0 · 'booked', the id of each book
 */
export const RESERVE = new LuaScript(`
local asks, tokens = tonumber(ARGV[1]), tonumber(ARGV[2])
local ids = { 'booked' }
local function exceeds(had_asks, had_tokens, most_asks, most_tokens)
  if asks > 0 and most_asks >= 0 and had_asks + asks > most_asks then return 'asks' end
  if tokens > 0 and most_tokens >= 0 and had_tokens ~= 0 and had_tokens + tokens > most_tokens then return 'tokens' end
  return nil
end
for at, key in ipairs(KEYS) do
  local book = redis.call('HMGET', key, 'id', 'asks', 'tokens', 'reserved_asks', 'reserved_tokens')
  if not book[1] then return { 'unopened', at - 1 } end
  ids[at + 1] = book[1]
  local most_asks, most_tokens = tonumber(ARGV[1 + 2 * at]), tonumber(ARGV[2 + 2 * at])
  local had_asks, had_tokens = tonumber(book[2]), tonumber(book[3])
  local what = exceeds(had_asks, had_tokens, most_asks, most_tokens)
  if what then
    local settled_asks, settled_tokens = had_asks - (book[4] or 0), had_tokens - (book[5] or 0)
    local passes = 1
    if exceeds(settled_asks, settled_tokens, most_asks, most_tokens) then passes = 0 end
    return { 'refused', at - 1, what, passes }
  end
end
for _, key in ipairs(KEYS) do
  redis.call('HINCRBY', key, 'asks', asks)
  redis.call('HINCRBY', key, 'tokens', tokens)
  redis.call('HINCRBY', key, 'reserved_asks', asks)
  redis.call('HINCRBY', key, 'reserved_tokens', tokens)
end
return ids
`);

/**
 * Opens the book of an account, unless somebody else was faster.
 * KEYS account · ARGV id, asks, tokens, when it is forgotten in ms since the epoch
 */
export const OPEN = new LuaScript(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'asks', ARGV[2], 'tokens', ARGV[3])
redis.call('PEXPIREAT', KEYS[1], ARGV[4])
return 1
`);

/**
 * Replaces what was reserved by what was used; in another book than that of the reservation nothing was reserved. An
 * account without a book gets one when it is needed, from what is on record, and this is. What was settled before,
 * though its answer was lost on the way, is not settled again.
 * KEYS one an account, then that of the settlement · ARGV asks and tokens used, asks and tokens reserved, then the id of
 * each book, then for how long in ms is remembered that it was settled
 * → for each account its settled asks and tokens, -1 and -1 without a book
 */
export const SETTLE = new LuaScript(`
local balances = {}
local is_new = redis.call('SET', KEYS[#KEYS], '1', 'NX', 'PX', ARGV[#ARGV])
for at = 1, #KEYS - 1 do
  local key = KEYS[at]
  local id = redis.call('HGET', key, 'id')
  local asks, tokens = -1, -1
  if id then
    asks, tokens = 0, 0
    if is_new then asks, tokens = ARGV[1], ARGV[2] end
    if is_new and id == ARGV[4 + at] then
      asks = asks - ARGV[3]
      tokens = tokens - ARGV[4]
      redis.call('HINCRBY', key, 'reserved_asks', -ARGV[3])
      redis.call('HINCRBY', key, 'reserved_tokens', -ARGV[4])
    end
    local reserved = redis.call('HMGET', key, 'reserved_asks', 'reserved_tokens')
    asks = redis.call('HINCRBY', key, 'asks', asks) - (reserved[1] or 0)
    tokens = redis.call('HINCRBY', key, 'tokens', tokens) - (reserved[2] or 0)
  end
  balances[2 * at - 1] = asks
  balances[2 * at] = tokens
end
return balances
`);
