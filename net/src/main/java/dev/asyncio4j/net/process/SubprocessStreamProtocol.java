// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import dev.asyncio4j.net.stream.FlowControl;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.ReadTransport;
import dev.asyncio4j.net.transport.SubprocessProtocol;
import dev.asyncio4j.net.transport.SubprocessTransport;
import dev.asyncio4j.net.transport.WriteTransport;
import org.jspecify.annotations.Nullable;

/// Joins a child's pipes to streams. **Thread** loop. **Like**
/// `asyncio.subprocess.SubprocessStreamProtocol`.
public final class SubprocessStreamProtocol implements SubprocessProtocol {

    // set once
    private final int limit;
    private final FlowControl inputFlow = new FlowControl();

    // loop only
    private @Nullable SubprocessTransport transport;
    private @Nullable StreamWriter stdin;
    private @Nullable StreamReader stdout;
    private @Nullable StreamReader stderr;
    private int openOutputs;
    private boolean exited;

    /// A protocol whose readers have this limit.
    public SubprocessStreamProtocol(int limit) {
        this.limit = limit;
    }

    /// What the child reads; null if it is no pipe.
    public @Nullable StreamWriter stdin() {
        return stdin;
    }

    /// What the child writes; null if it is no pipe.
    public @Nullable StreamReader stdout() {
        return stdout;
    }

    /// The child's errors; null if they are no pipe.
    public @Nullable StreamReader stderr() {
        return stderr;
    }

    @Override
    public void connectionMade(SubprocessTransport newTransport) {
        transport = newTransport;
        stdout = reader(newTransport, 1);
        stderr = reader(newTransport, 2);
        if (newTransport.pipeTransport(0) instanceof WriteTransport pipe) {
            stdin = new StreamWriter(pipe, inputFlow, null);
        }
    }

    private @Nullable StreamReader reader(SubprocessTransport process, int fd) {
        if (!(process.pipeTransport(fd) instanceof ReadTransport pipe)) {
            return null;
        }
        openOutputs++;
        StreamReader reader = new StreamReader(limit);
        reader.setTransport(pipe);
        return reader;
    }

    private @Nullable StreamReader reader(int fd) {
        return fd == 1 ? stdout : stderr;
    }

    @Override
    public void pipeDataReceived(int fd, byte[] data) {
        StreamReader reader = reader(fd);
        if (reader != null) {
            reader.feedData(data);
        }
    }

    @Override
    public void pipeConnectionLost(int fd, @Nullable Throwable cause) {
        if (fd == 0) {
            inputFlow.connectionLost(cause);
            return;
        }
        StreamReader reader = reader(fd);
        if (reader != null) {
            if (cause == null) {
                reader.feedEof();
            } else {
                reader.setException(cause);
            }
        }
        openOutputs--;
        closeIfAllIsOver();
    }

    @Override
    public void processExited() {
        exited = true;
        closeIfAllIsOver();
    }

    private void closeIfAllIsOver() {
        if (exited && openOutputs == 0 && transport != null) {
            transport.close();
        }
    }

    @Override
    public void pauseWriting() {
        inputFlow.pauseWriting();
    }

    @Override
    public void resumeWriting() {
        inputFlow.resumeWriting();
    }
}
