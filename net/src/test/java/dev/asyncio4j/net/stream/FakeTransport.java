// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.transport.WriteBufferLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A transport that only notes what it is told.
final class FakeTransport implements Transport {
    final List<String> calls = new ArrayList<>();
    final Map<String, Object> extra = new HashMap<>();
    private BaseProtocol protocol;
    private boolean closing;
    private boolean reading = true;

    @Override
    public void close() {
        closing = true;
        calls.add("close");
    }

    @Override
    public void abort() {
        closing = true;
        calls.add("abort");
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public Object extraInfo(String name) {
        return extra.get(name);
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        protocol = newProtocol;
    }

    @Override
    public BaseProtocol protocol() {
        return protocol;
    }

    @Override
    public boolean isReading() {
        return reading;
    }

    @Override
    public void pauseReading() {
        reading = false;
        calls.add("pauseReading");
    }

    @Override
    public void resumeReading() {
        reading = true;
        calls.add("resumeReading");
    }

    @Override
    public void write(byte[] data, int offset, int length) {
        calls.add("write " + new String(data, offset, length));
    }

    @Override
    public void writeEof() {
        calls.add("writeEof");
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    public int writeBufferSize() {
        return 0;
    }

    @Override
    public WriteBufferLimits writeBufferLimits() {
        return WriteBufferLimits.defaults();
    }

    @Override
    public void setWriteBufferLimits(WriteBufferLimits limits) {
        calls.add("limits " + limits);
    }

    @Override
    public String toString() {
        return "<fake>";
    }
}
