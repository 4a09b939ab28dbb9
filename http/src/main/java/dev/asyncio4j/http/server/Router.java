// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Which handler answers which path: an application, in most cases.
///
/// ```java
/// var app = new Router()
///         .get("/", request -> Response.text("Hello!"))
///         .get("/users/{id}", request -> Response.json(users.get(request.path("id"))))
///         .get("/files/{path...}", files)
///         .around(compressed)
///         .on(NoSuchElementException.class, (request, failure) -> Response.of(404));
/// ```
///
/// `{name}` stands for one segment that is not empty, `{name...}`, at the end, for all that is
/// left. What is written out goes before what is not, whichever came first. A path that only
/// another method has is answered with 405, HEAD as GET is, OPTIONS with what there is. To be built
/// before it serves. **Thread** one at a time; serving, any.
public final class Router implements Handler {

    /// Answers a request whose handler has failed.
    @FunctionalInterface
    public interface OnFailure<E extends Throwable> {

        /// As [Handler#handle], for what was thrown.
        Response handle(Request request, E failure) throws Exception;
    }

    private record Failing<E extends Throwable>(Class<E> type, OnFailure<E> then) {
        @Nullable Response answer(Request request, Throwable failure) throws Exception {
            return type.isInstance(failure) ? then.handle(request, type.cast(failure)) : null;
        }
    }

    private final RouteTree routes = new RouteTree();
    private final List<Failing<?>> failing = new ArrayList<>();
    private Handler otherwise =
            request -> {
                throw new HttpError(404, "there is nothing at this path");
            };
    private Handler chain = this::route;

    /// Without routes.
    public Router() {}

    // ---- building

    /// Lets `handler` answer that method at paths of that pattern.
    /// @throws IllegalArgumentException if the pattern does not begin with a slash, has a broken
    ///     place, or has a handler for the method already
    public Router route(String method, String pattern, Handler handler) {
        routes.add(method, pattern, Objects.requireNonNull(handler, "handler"));
        return this;
    }

    /// [#route(String, String, Handler)] of GET, and of HEAD.
    public Router get(String pattern, Handler handler) {
        return route("GET", pattern, handler);
    }

    /// [#route(String, String, Handler)] of POST.
    public Router post(String pattern, Handler handler) {
        return route("POST", pattern, handler);
    }

    /// [#route(String, String, Handler)] of PUT.
    public Router put(String pattern, Handler handler) {
        return route("PUT", pattern, handler);
    }

    /// [#route(String, String, Handler)] of PATCH.
    public Router patch(String pattern, Handler handler) {
        return route("PATCH", pattern, handler);
    }

    /// [#route(String, String, Handler)] of DELETE.
    public Router delete(String pattern, Handler handler) {
        return route("DELETE", pattern, handler);
    }

    /// Lets `handler` answer what no pattern fits; 404 else.
    public Router otherwise(Handler handler) {
        otherwise = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /// Puts a function around all that the router does: what it returns is called instead, and
    /// calls what it was given. The last one is the outermost.
    public Router around(UnaryOperator<Handler> middleware) {
        chain = Objects.requireNonNull(middleware.apply(chain), "the middleware returned null");
        return this;
    }

    /// Answers failures of that type, of handlers and of what is around them; the first that fits
    /// does. Those of [HttpError] have its answer otherwise, others 500.
    public <E extends Exception> Router on(Class<E> type, OnFailure<E> then) {
        failing.add(new Failing<>(type, then));
        return this;
    }

    // ---- answering

    @Override
    public Response handle(Request request) throws Exception {
        try {
            return chain.handle(request);
        } catch (Exception failure) {
            for (Failing<?> each : failing) {
                Response response = each.answer(request, failure);
                if (response != null) {
                    return response;
                }
            }
            throw failure;
        }
    }

    private Response route(Request request) throws Exception {
        if (request.method().equals("OPTIONS") && request.path().equals("*")) {
            return Response.of(204);
        }
        Map<String, String> segments = new LinkedHashMap<>(4);
        Map<String, Handler> methods = routes.find(request.path(), segments);
        if (methods == null) {
            return otherwise.handle(request);
        }
        Handler handler = methods.get(request.method());
        if (handler == null && request.method().equals("HEAD")) {
            handler = methods.get("GET");
        }
        if (handler != null) {
            request.setSegments(segments);
            return handler.handle(request);
        }
        TreeSet<String> allowed = new TreeSet<>(methods.keySet());
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        allowed.add("OPTIONS");
        String allow = String.join(", ", allowed);
        if (request.method().equals("OPTIONS")) {
            return Response.of(204).withHeader("allow", allow);
        }
        throw new HttpError(
                405, "this path has no " + request.method(), Headers.of("allow", allow));
    }

    /// The patterns, a line each.
    @Override
    public String toString() {
        return "<Router " + routes + ">";
    }
}
