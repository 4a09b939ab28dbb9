// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import java.util.zip.CRC32;

/// What stands before the data of a member of gzip, byte for byte, so that nothing is read twice in
/// however small pieces it comes. **Thread** one at a time. **Source** RFC 1952, 2.3.
final class GzipHead {

    private static final int[] BEGIN = {0x1f, 0x8b, 8};
    private static final int FIXED = 10; // bytes, without what the flags announce, in this order:
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int CHECK = 2;
    private static final int RESERVED = 0xe0;
    private static final int MOST = 4096; // bytes in all

    // the owner's
    private final CRC32 sum = new CRC32();
    private int read;
    private int announced; // and not yet read
    private int part; // bytes of the part that is read
    private int extra; // bytes of it

    /// Begins anew.
    void clear() {
        sum.reset();
        read = 0;
    }

    /// Whether nothing has come.
    boolean isEmpty() {
        return read == 0;
    }

    /// Takes the next byte.
    /// @return whether it was the last
    /// @throws BadRequest if it is not what it should be
    boolean take(int unsigned) throws BadRequest {
        if (read == MOST) {
            throw Inflating.broken();
        }
        if (read >= FIXED && announced == CHECK) {
            takeCheck(unsigned);
        } else {
            sum.update(unsigned);
            if (read < FIXED) {
                takeFixed(unsigned);
            } else {
                takeAnnounced(unsigned);
            }
        }
        read++;
        return read >= FIXED && announced == 0;
    }

    private void takeFixed(int unsigned) throws BadRequest {
        if (read < BEGIN.length && unsigned != BEGIN[read]) {
            throw Inflating.broken();
        }
        if (read == BEGIN.length) {
            if ((unsigned & RESERVED) != 0) {
                throw Inflating.broken();
            }
            announced = unsigned & (EXTRA | NAME | COMMENT | CHECK);
            part = 0;
            extra = 0;
        }
    }

    private void takeAnnounced(int unsigned) {
        if ((announced & EXTRA) != 0) {
            if (part < 2) {
                extra |= unsigned << (8 * part);
            }
            part++;
            if (part >= 2 && part == 2 + extra) {
                over(EXTRA);
            }
        } else if (unsigned == 0) {
            over((announced & NAME) != 0 ? NAME : COMMENT);
        }
    }

    private void takeCheck(int unsigned) throws BadRequest {
        if (unsigned != ((sum.getValue() >> (8 * part)) & 0xff)) {
            throw Inflating.broken();
        }
        part++;
        if (part == 2) {
            over(CHECK);
        }
    }

    private void over(int which) {
        announced &= ~which;
        part = 0;
    }
}
