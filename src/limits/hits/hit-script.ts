import { LuaScript } from '../../redis/lua-script.js';

/**
 * Counts one hit, as `RecentHits` does, by the clock of Redis, which all processes share. In the list stands when
 * each hit stops counting, the oldest first; no more are kept than the limit allows, plus the one that broke it.
 * KEYS hits, state · ARGV life of a hit in ms, limit, length of a block in ms
 * → hits that count, ms until the window ends, 1 when blocked else 0, ms until the block ends
 */
export const HIT = new LuaScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state = redis.call('HMGET', KEYS[2], 'window', 'blocked')
local window = tonumber(state[1] or '0')
local blocked = tonumber(state[2] or '0')
local oldest = redis.call('LINDEX', KEYS[1], 0)
while oldest and tonumber(oldest) <= now do
  redis.call('LPOP', KEYS[1])
  oldest = redis.call('LINDEX', KEYS[1], 0)
end
if window <= now then window = now + ARGV[1] end
if blocked > 0 and blocked <= now then
  redis.call('DEL', KEYS[1])
  blocked = 0
end
if blocked == 0 then
  redis.call('RPUSH', KEYS[1], now + ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
local total = redis.call('LLEN', KEYS[1])
if total > tonumber(ARGV[2]) and blocked == 0 then blocked = now + ARGV[3] end
redis.call('HSET', KEYS[2], 'window', window, 'blocked', blocked)
redis.call('PEXPIREAT', KEYS[2], math.max(window, blocked))
return { total, window - now, blocked > 0 and 1 or 0, math.max(blocked - now, 0) }
`);

/**
 * KEYS hits, state → hits that count, 1 when blocked else 0
 */
export const PEEK = new LuaScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local blocked = tonumber(redis.call('HGET', KEYS[2], 'blocked') or '0')
if blocked > 0 and blocked <= now then return { 0, 0 } end
local hits = redis.call('LRANGE', KEYS[1], 0, -1)
local total = 0
for _, ends in ipairs(hits) do
  if tonumber(ends) > now then total = total + 1 end
end
return { total, blocked > 0 and 1 or 0 }
`);
