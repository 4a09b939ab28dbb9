// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.toThread;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.durable.BrokerUnavailable;
import dev.asyncio4j.durable.Message;
import dev.asyncio4j.durable.Session;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.PullRequestOptions;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One consumer.
///
/// A fetch is one or two requests to the server's pull API, answered at an inbox of ours. The first
/// asks for what is there, and not to wait. If that is nothing, the second asks for one message and
/// lets the server wait for it. So a server never has a request open for more than one message, and
/// no message is on its way to a queue that has no room.
///
/// How the first ends, the server (2.9) says in one of three ways: all that was asked for has come;
/// a status comes; or it made the request as small as what was there, and says nothing: then the
/// last message says that none is left, or, where others have been quicker, nobody says anything,
/// and we wait for a moment. What comes even later is kept for the next fetch.
///
/// **Thread** loop.
final class NatsSession implements Session {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final long REFUSED_FOR_LONG = 1_000_000_000;

    // set once
    private final Connection connection;
    private final NatsInbox inbox;
    private final NatsRequests requests;
    private final Dispatcher dispatcher;
    private final String replyTo;
    private final String pullSubject;
    private final String name;
    private final long visibilityNanos;

    // loop only
    private long refusedSince = -1;

    NatsSession(Connection connection, NatsLines lines, String name, Duration visibility) {
        this.connection = connection;
        this.name = name;
        this.visibilityNanos = visibility.toNanos();
        this.requests = new NatsRequests(connection, name);
        this.inbox = new NatsInbox(getRunningLoop(), name);
        this.replyTo = connection.createInbox();
        this.pullSubject = "$JS.API.CONSUMER.MSG.NEXT." + name + "." + Setup.CONSUMER;
        lines.connect(inbox);
        this.dispatcher = connection.createDispatcher(lines);
        dispatcher.subscribe(replyTo);
    }

    // ---- putting

    @Override
    public Coroutine<@Nullable Void> put(byte[] body, String id) {
        return async(
                "put",
                () -> {
                    Headers headers = new Headers().put("Nats-Msg-Id", id);
                    try {
                        new PublishAck(requests.ask(name, headers, body)).getSeqno();
                    } catch (JetStreamApiException refused) {
                        throw refusal(refused);
                    } catch (IOException unreadable) {
                        throw new BrokerUnavailable(
                                "NATS for queue '" + name + "': " + unreadable.getMessage(),
                                unreadable);
                    }
                });
    }

    /// The server refuses for a while when it starts or elects a leader (503); else for a reason.
    private RuntimeException refusal(JetStreamApiException refused) {
        String message = "JetStream for queue '" + name + "': " + refused.getMessage();
        return refused.getErrorCode() == 503
                ? new BrokerUnavailable(message, refused)
                : new IllegalStateException(message, refused);
    }

    // ---- fetching

    @Override
    public Coroutine<List<Message>> fetch(int max, Duration wait) {
        return async(
                "fetch",
                () -> {
                    try {
                        if (inbox.size() == 0) {
                            askForWhatIsThere(max);
                        }
                        if (inbox.size() == 0 && inbox.refusal() == null) {
                            waitForOne(wait);
                        }
                        String refusal = inbox.refusal();
                        if (inbox.size() == 0 && refusal != null) {
                            throw refused(refusal);
                        }
                        refusedSince = -1;
                    } catch (CancelledError cancelled) {
                        giveBackLate();
                        throw cancelled;
                    }
                    return messages(inbox.take(max));
                });
    }

    private void askForWhatIsThere(int max) {
        pull(PullRequestOptions.noWait(max).build());
        Duration limit = ANSWER_LIMIT;
        while (!inbox.isAtEnd() && !inbox.isLost() && inbox.size() < max && !inbox.isLastOne()) {
            if (!inbox.awaitNews(limit)) {
                if (inbox.size() == 0) {
                    throw refused("it does not answer");
                }
                return;
            }
            limit = MOMENT;
        }
        ensureNotLost();
    }

    private void waitForOne(Duration wait) {
        pull(PullRequestOptions.builder(1).expiresIn(wait).build());
        while (!inbox.isAtEnd() && !inbox.isLost() && inbox.size() == 0) {
            if (!inbox.awaitNews(wait.plus(ANSWER_LIMIT))) {
                throw refused("it does not answer");
            }
        }
        ensureNotLost();
    }

    /// The stream may have been removed, or forgotten by its server; or its server stops, or a
    /// leader
    /// is elected. After a while it is made anew, if it is not there: at once would be too soon for
    /// a
    /// server of 2.9, which deletes its files later than it says. It fails either way, so that who
    /// tries again pauses.
    private BrokerUnavailable refused(String why) {
        long now = getRunningLoop().nanos();
        if (refusedSince < 0) {
            refusedSince = now;
        } else if (now - refusedSince > REFUSED_FOR_LONG) {
            refusedSince = -1;
            await(
                    toThread(
                            () -> {
                                new Setup(name, Duration.ofNanos(visibilityNanos))
                                        .prepare(connection);
                                return null;
                            }));
        }
        return new BrokerUnavailable("NATS for queue '" + name + "': " + why, null);
    }

    private void pull(PullRequestOptions request) {
        requests.ensureConnected();
        inbox.begin();
        requests.send(pullSubject, replyTo, request.toJson().getBytes(StandardCharsets.UTF_8));
    }

    private void ensureNotLost() {
        if (inbox.isLost() && inbox.size() == 0) {
            throw new BrokerUnavailable(
                    "NATS for queue '" + name + "': the connection was lost", null);
        }
    }

    /// What has waited here for long may be somebody else's by now, and comes again.
    private List<Message> messages(List<NatsInbox.Arrived> arrived) {
        long now = getRunningLoop().nanos();
        List<Message> messages = new ArrayList<>();
        for (NatsInbox.Arrived each : arrived) {
            if (now - each.nanos() < visibilityNanos / 2) {
                messages.add(new NatsDelivery(each.message(), requests));
            }
        }
        return messages;
    }

    private void giveBackLate() {
        for (NatsInbox.Arrived each : inbox.take(Integer.MAX_VALUE)) {
            try {
                each.message().nak();
            } catch (IllegalStateException away) {
                System.getLogger("asyncio")
                        .log(Level.DEBUG, "not given back: it comes again by itself", away);
            }
        }
    }

    @Override
    public Coroutine<@Nullable Void> close() {
        return async(
                "close",
                () -> {
                    giveBackLate();
                    await(
                            toThread(
                                    () -> {
                                        connection.closeDispatcher(dispatcher);
                                        Setup.close(connection);
                                        return null;
                                    }));
                });
    }
}
