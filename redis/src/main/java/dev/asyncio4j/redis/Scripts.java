// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.redis;

/// What Redis does in one step. Keys: the stream, the set of what is delayed. A body stands in the
/// field `b`, how often it was delivered before in `n`.
final class Scripts {

    private Scripts() {}

    /// Acknowledges and deletes `ARGV[2]` of the group `ARGV[1]`.
    static final String ACK =
            """
            redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
            return redis.call('XDEL', KEYS[1], ARGV[2])
            """;

    /// Gives back `ARGV[2]` of the group `ARGV[1]`, delivered `ARGV[3]` times, with the body
    /// `ARGV[4]`, in `ARGV[5]` milliseconds. If it is nobody's any more, nothing happens.
    static final String NACK =
            """
            if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
            redis.call('XDEL', KEYS[1], ARGV[2])
            if tonumber(ARGV[5]) == 0 then
              redis.call('XADD', KEYS[1], '*', 'b', ARGV[4], 'n', ARGV[3])
            else
              local t = redis.call('TIME')
              local due = t[1] * 1000 + math.floor(t[2] / 1000) + ARGV[5]
              redis.call('ZADD', KEYS[2], due, ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
            end
            return 1
            """;

    /// Lets the time of `ARGV[3]` begin anew, if the consumer `ARGV[2]` of the group `ARGV[1]` has
    /// it, and there is such a group.
    static final String EXTEND =
            """
            local p = redis.pcall('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1, ARGV[2])
            if p['err'] or #p == 0 then return 0 end
            redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'JUSTID')
            return 1
            """;

    /// Moves what is due back into the stream; then gives the consumer `ARGV[2]` of the group
    /// `ARGV[1]` up to `ARGV[4]` entries whose time of `ARGV[3]` milliseconds is over: id, body,
    /// earlier deliveries, deliveries of this entry.
    static final String RECLAIM =
            """
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 1000)
            for _, m in ipairs(due) do
              local first = string.find(m, ' ', 1, true)
              local second = string.find(m, ' ', first + 1, true)
              redis.call('XADD', KEYS[1], '*', 'b', string.sub(m, second + 1), 'n',
                string.sub(m, first + 1, second - 1))
              redis.call('ZREM', KEYS[2], m)
            end
            local old = redis.call('XPENDING', KEYS[1], ARGV[1], 'IDLE', ARGV[3], '-', '+', ARGV[4])
            local out = {}
            for _, p in ipairs(old) do
              local c = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, p[1])
              if c[1] and c[1][2] then
                local b, n = '', '0'
                local f = c[1][2]
                for i = 1, #f, 2 do
                  if f[i] == 'b' then b = f[i + 1] elseif f[i] == 'n' then n = f[i + 1] end
                end
                table.insert(out, {p[1], b, n, tostring(p[4] + 1)})
              end
            end
            return out
            """;
}
