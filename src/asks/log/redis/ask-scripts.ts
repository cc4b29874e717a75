import { LuaScript } from '../../../redis/lua-script.js';

/**
 * Begins an ask unless there is another one, or only the one that it may replace and that has ended: its
 * process may have taken an abandoned end back.
 * KEYS head, events · ARGV id, head, start, life in ms, id that may be replaced or ''
 * → the head of the other one, or false
 */
export const BEGIN = new LuaScript(`
local other = redis.call('HGET', KEYS[1], 'id')
if other then
  local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
  local last = newest[1] and cjson.decode(newest[1][2][2]).type
  local runs = last == 'start' or last == 'delta'
  if other ~= ARGV[5] or runs then return redis.call('HGET', KEYS[1], 'head') end
end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'head', ARGV[2])
redis.call('XADD', KEYS[2], '1-0', 'e', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return false
`);

/**
 * Reads the events from a number on, and whose they are: another run may have taken the place.
 * KEYS head, events · ARGV id of the first entry
 * → the id of the ask or '', events…
 */
export const READ = new LuaScript(`
local found = { redis.call('HGET', KEYS[1], 'id') or '' }
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], ARGV[1], '+')) do
  found[#found + 1] = entry[2][2]
end
return found
`);

/**
 * Adds the events that are missing, beginning with number ARGV[4]. When they begin with the first, they make
 * good what a Redis that was restarted has lost, and take the place of the ask that may be replaced and of an
 * end that others have written, because the process seemed to be gone.
 * KEYS head, events · ARGV id, head, life in ms, number, channel, id that may be replaced or '', events…
 * → the number of the last event there is, or -1 when another ask has taken the place
 */
export const APPEND = new LuaScript(`
local id = redis.call('HGET', KEYS[1], 'id')
if id and id ~= ARGV[1] and id ~= ARGV[6] then return -1 end
local first = tonumber(ARGV[4])
local last = 0
local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
if newest[1] then last = tonumber(string.match(newest[1][1], '^%d+')) end
if id ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'abandoned') == 1 then
  if first > 1 then return 0 end
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[1], 'id', ARGV[1], 'head', ARGV[2])
  last = 0
end
if first > last + 1 then return last end
for at = 7, #ARGV do
  local number = first + at - 7
  if number > last then
    redis.call('XADD', KEYS[2], number .. '-0', 'e', ARGV[at])
    last = number
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('PUBLISH', ARGV[5], last)
return last
`);

/**
 * Ends an ask whose process is gone, unless it has ended, and marks this end: should the process live after
 * all, `APPEND` takes it back.
 * KEYS head, events · ARGV id, number that the last event must have, end, life in ms, channel
 * → 1 when it was ended by this, else 0
 */
export const ABANDON = new LuaScript(`
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
if not newest[1] or newest[1][1] ~= ARGV[2] .. '-0' then return 0 end
redis.call('XADD', KEYS[2], (tonumber(ARGV[2]) + 1) .. '-0', 'e', ARGV[3])
redis.call('HSET', KEYS[1], 'abandoned', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[5], tonumber(ARGV[2]) + 1)
return 1
`);
