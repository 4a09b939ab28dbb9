// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// Compresses a body piece by piece. Its memory is outside the heap: to be closed. **Thread** one
/// at a time.
final class Deflating implements AutoCloseable {

    private static final int BUFFER = 4096;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final DeflaterOutputStream stream;

    /// @param coding `gzip` or `deflate`
    /// @param level 1, fast, to 9, small
    Deflating(String coding, int level) throws IOException {
        stream = coding.equals("gzip") ? new Gzip(out, level) : new Zlib(out, new Deflater(level));
    }

    /// What is to be sent for these bytes, and what came before them.
    /// @param flush whether all of them are to be in it
    byte[] piece(byte[] data, int offset, int length, boolean flush) throws IOException {
        stream.write(data, offset, length);
        if (flush) {
            stream.flush();
        }
        return taken();
    }

    /// What is to be sent at the end.
    byte[] end() throws IOException {
        stream.finish();
        return taken();
    }

    private byte[] taken() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /// The JDK's, with a level.
    private static final class Gzip extends GZIPOutputStream {

        Gzip(ByteArrayOutputStream out, int level) throws IOException {
            super(out, BUFFER, true);
            def.setLevel(level);
        }
    }

    /// The JDK's, which ends its deflater.
    private static final class Zlib extends DeflaterOutputStream {

        Zlib(ByteArrayOutputStream out, Deflater deflater) {
            super(out, deflater, BUFFER, true);
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                def.end();
            }
        }
    }
}
