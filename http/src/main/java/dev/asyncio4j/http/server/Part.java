// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.toThread;

import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.Parameters;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A part of a form: a field, or a file. Its body is read piece by piece, at once, or to disk, and
/// before the next part is asked for. **Thread** loop. **Like** aiohttp's `BodyPartReader`.
public final class Part implements AsyncIterator<byte[]> {

    private static final int BLOCK = 256 * 1024; // is written to disk at once

    private final Multipart form;
    private final String name;
    private final @Nullable String filename;
    private final Headers headers;

    private Part(Multipart form, String name, @Nullable String filename, Headers headers) {
        this.form = form;
        this.name = name;
        this.filename = filename;
        this.headers = headers;
    }

    static Part of(Multipart form, Headers headers) throws BadRequest {
        Parameters disposition = Parameters.of(headers.get("content-disposition", ""));
        Map<String, String> named = disposition.named();
        String name = named.get("name");
        if (!disposition.value().equals("form-data")
                || name == null
                || headers.all("content-disposition").size() > 1) {
            throw new BadRequest(400, "a part that does not say which field it is");
        }
        String coding = headers.get("content-transfer-encoding", "binary");
        if (!coding.equalsIgnoreCase("binary")
                && !coding.equalsIgnoreCase("8bit")
                && !coding.equalsIgnoreCase("7bit")) {
            throw new BadRequest(400, "a part in a content-transfer-encoding");
        }
        String sent = named.get("filename");
        return new Part(
                form, utf8(name), sent == null ? null : Filenames.safe(utf8(sent)), headers);
    }

    private static String utf8(String latin) throws BadRequest {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(latin.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw new BadRequest(400, "a part whose name is not in UTF-8");
        }
    }

    /// The name of the field.
    public String name() {
        return name;
    }

    /// The name of the file, if it is one; null if it is not. It is a name, never a path: what
    /// stood before the last slash of any kind is cut off, as are dots at its beginning, and
    /// characters that files must not have are replaced. It may be empty, as when no file was
    /// chosen, and is no name to save a file under: two may be called the same.
    public @Nullable String filename() {
        return filename;
    }

    /// The fields of its head, such as `content-type`, which nobody has checked.
    public Headers headers() {
        return headers;
    }

    /// The next piece of its body; empty at the end. **Suspends** if there is none yet. **If
    /// cancelled** nothing is lost. Awaiting it fails as [RequestBody#read()] does, with
    /// [HttpError] 400, if the form breaks off, and with [IllegalStateException], if the next part
    /// was asked for.
    public Coroutine<byte[]> read() {
        return async("part.read", () -> form.piece(this));
    }

    /// [#read()] as an iterator has it, which ends.
    @Override
    public Coroutine<byte[]> next() {
        return async(
                "part.next",
                () -> {
                    byte[] piece = form.piece(this);
                    if (piece.length == 0) {
                        throw new StopAsyncIteration();
                    }
                    return piece;
                });
    }

    /// All of its body. **Suspends** until it is here. **If cancelled** what has come is lost.
    /// Awaiting it fails as [#read()], and with [HttpError] 413, if it is longer than
    /// [MultipartLimits#memory()].
    public Coroutine<byte[]> bytes() {
        return async("part.bytes", this::readAll);
    }

    /// All of its body as text, in UTF-8. **Suspends** and fails as [#bytes()].
    public Coroutine<String> text() {
        return async("part.text", () -> new String(readAll(), StandardCharsets.UTF_8));
    }

    private byte[] readAll() throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece = form.piece(this); piece.length > 0; piece = form.piece(this)) {
            if (piece.length > form.memory() - all.size()) {
                throw new HttpError(413, "a part of more than " + form.memory() + " bytes");
            }
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    /// Writes its body to a new file, and gives how many bytes it has. **Suspends** until it is
    /// written. **If cancelled** the file is deleted again; so it is if anything fails. Awaiting it
    /// fails as [#read()], with `FileAlreadyExistsException` if there is a file already, which
    /// stays
    /// as it is, and with other kinds of `IOException` as the disk does.
    public Coroutine<Long> saveTo(Path file) {
        return async("part.save_to", () -> save(file));
    }

    private long save(Path file) throws Exception {
        Sink sink = new Sink(file);
        boolean whole = false;
        try {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            for (byte[] piece = form.piece(this); piece.length > 0; piece = form.piece(this)) {
                block.writeBytes(piece);
                if (block.size() >= BLOCK) {
                    byte[] bytes = block.toByteArray();
                    block.reset();
                    await(toThread(() -> sink.write(bytes)));
                }
            }
            byte[] bytes = block.toByteArray();
            long size = await(toThread(() -> sink.write(bytes)));
            whole = true;
            return size;
        } finally {
            boolean keep = whole;
            await(toThread(() -> sink.close(keep)));
        }
    }

    /// `<Part avatar>`.
    @Override
    public String toString() {
        return "<Part " + name.replaceAll("\\p{C}", "?") + ">";
    }

    /// The file on disk, which is opened when there is something to write. Cancelled writers leave
    /// a
    /// thread at work: so each of its calls waits for the one before. **Thread** any that may
    /// block.
    private static final class Sink {

        private final Path file;
        private @Nullable FileChannel channel;
        private boolean closed;
        private long size;

        Sink(Path file) {
            this.file = file;
        }

        synchronized long write(byte[] bytes) throws Exception {
            if (closed) {
                throw new ClosedChannelException(); // its writer was cancelled before it began
            }
            FileChannel out = channel;
            if (out == null) {
                out =
                        FileChannel.open(
                                file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                channel = out;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                size += out.write(buffer);
            }
            return size;
        }

        synchronized boolean close(boolean keep) throws Exception {
            closed = true;
            FileChannel out = channel;
            if (out == null) {
                return false; // it is not ours
            }
            out.close();
            return keep || Files.deleteIfExists(file);
        }
    }
}
