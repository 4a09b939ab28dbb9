// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.loop.Fault;
import java.util.Objects;

/// When a transport tells its protocol to pause writing, and when to go on: the rule that all
/// transports share. For those who write transports. **Thread** loop. **Like**
/// `asyncio.transports._FlowControlMixin`.
public final class WriteFlow {

    // set once
    private final EventLoop loop;
    private final BaseTransport transport;

    // loop only
    private WriteBufferLimits limits = WriteBufferLimits.defaults();
    private boolean paused;

    /// A flow for `transport`, with the default limits.
    public WriteFlow(EventLoop loop, BaseTransport transport) {
        this.loop = loop;
        this.transport = transport;
    }

    /// The two marks.
    public WriteBufferLimits limits() {
        return limits;
    }

    /// Sets the marks; `size` is what the buffer holds now.
    public void setLimits(WriteBufferLimits newLimits, int size) {
        limits = Objects.requireNonNull(newLimits, "limits");
        grown(size);
    }

    /// Whether the protocol was told to pause.
    public boolean isPaused() {
        return paused;
    }

    /// The buffer has grown to `size`: tells the protocol if that is above the high mark.
    public void grown(int size) {
        if (!paused && size > limits.high()) {
            paused = true;
            tell("protocol.pause_writing() failed", transport.protocol()::pauseWriting);
        }
    }

    /// The buffer has shrunk to `size`: tells the protocol if that is the low mark or less. Only in
    /// the loop's turn.
    public void shrunk(int size) {
        if (paused && size <= limits.low()) {
            paused = false;
            tell("protocol.resume_writing() failed", transport.protocol()::resumeWriting);
        }
    }

    private void tell(String ifItFails, Runnable call) {
        try {
            call.run();
        } catch (SystemExit | KeyboardInterrupt exit) {
            throw exit;
        } catch (Throwable failure) {
            loop.callExceptionHandler(
                    Fault.of(ifItFails)
                            .withException(failure)
                            .with("transport", transport)
                            .with("protocol", transport.protocol()));
        }
    }
}
