// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance;

import dev.asyncio4j.FailureGroup;
import dev.asyncio4j.SystemExit;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Prints as Python does: the one way by which ports print. **Thread** any.
public final class Py {

    /// What Java calls otherwise; a subclass counts as its nearest superclass here.
    private static final Map<Class<?>, String> NAMES =
            Map.ofEntries(
                    Map.entry(IllegalStateException.class, "RuntimeError"),
                    Map.entry(IllegalArgumentException.class, "ValueError"),
                    Map.entry(ClassCastException.class, "TypeError"),
                    Map.entry(NullPointerException.class, "TypeError"),
                    Map.entry(NoSuchElementException.class, "LookupError"),
                    Map.entry(ArithmeticException.class, "ZeroDivisionError"),
                    Map.entry(StackOverflowError.class, "RecursionError"),
                    Map.entry(AssertionError.class, "AssertionError"),
                    Map.entry(EOFException.class, "EOFError"),
                    Map.entry(ConnectException.class, "ConnectionRefusedError"),
                    Map.entry(NoSuchFileException.class, "FileNotFoundError"),
                    Map.entry(IOException.class, "OSError"),
                    Map.entry(Exception.class, "Exception"),
                    Map.entry(Throwable.class, "BaseException"));

    private Py() {}

    // ---- print

    /// `print(*values)`: one line, the values joined by a space.
    public static void print(Object... values) {
        printSep(" ", values);
    }

    /// `print(*values, sep=separator)`.
    public static void printSep(String separator, Object... values) {
        Object[] all = values == null ? new Object[] {null} : values;
        String line = Arrays.stream(all).map(Py::str).collect(Collectors.joining(separator));
        System.out.print(line + "\n");
    }

    // ---- exceptions

    /// `Name: text`, or `Name` if there is no text.
    public static String show(Throwable failure) {
        String text = text(failure);
        return text.isEmpty() ? name(failure) : name(failure) + ": " + text;
    }

    /// `type(failure).__name__`: the library's types, the fixtures and the ports' own are called
    /// as in Python.
    public static String name(Throwable failure) {
        Class<?> type = failure.getClass();
        if (type.getName().startsWith("dev.asyncio4j.")) {
            return type.getSimpleName();
        }
        while (!NAMES.containsKey(type)) {
            type = type.getSuperclass();
        }
        return NAMES.get(type);
    }

    /// `str(failure)`; empty for an exception without arguments.
    public static String text(Throwable failure) {
        String message = failure.getMessage();
        if (message == null) {
            return "";
        }
        return failure instanceof ArithmeticException && message.equals("/ by zero")
                ? "division by zero"
                : message;
    }

    private static String reprOf(Throwable failure) {
        String arguments = text(failure);
        if (failure instanceof FailureGroup group) {
            arguments = repr(group.message()) + ", " + repr(group.exceptions());
        } else if (failure.getMessage() != null
                && !(failure instanceof SystemExit)
                && !name(failure).equals("KeyError")) {
            arguments = repr(arguments);
        }
        return name(failure) + "(" + arguments + ")";
    }

    // ---- str and repr

    /// `str(value)`: a string as it is, anything else as in a container.
    public static String str(Object value) {
        return switch (value) {
            case CharSequence text -> text.toString();
            case Character one -> one.toString();
            case Throwable failure -> text(failure);
            case null, default -> repr(value);
        };
    }

    /// `repr(value)`.
    public static String repr(Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean truth -> truth ? "True" : "False";
            case CharSequence text -> quoted(text.toString(), 0xa0);
            case Character one -> quoted(one.toString(), 0xa0);
            case byte[] bytes -> "b" + quoted(new String(bytes, StandardCharsets.ISO_8859_1), 256);
            case Throwable failure -> reprOf(failure);
            case Tuple(var items) when items.size() == 1 -> "(" + repr(items.getFirst()) + ",)";
            case Tuple(var items) -> joined("(", items.stream(), ")");
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case Set<?> set when set.isEmpty() -> "set()";
            case Set<?> set -> joined("{", set.stream(), "}");
            case Collection<?> list -> joined("[", list.stream(), "]");
            case Object[] array -> joined("[", Arrays.stream(array), "]");
            default -> value.toString();
        };
    }

    private static String joined(String open, Stream<?> items, String close) {
        return items.map(Py::repr).collect(Collectors.joining(", ", open, close));
    }

    /// Escapes what cannot be printed: control characters, and from 0x7f on what is below `limit`.
    private static String quoted(String text, int limit) {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(quote);
        for (char each : text.toCharArray()) {
            switch (each) {
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (each == quote) {
                        quoted.append('\\').append(each);
                    } else if (each < ' ' || (each >= 0x7f && each < limit)) {
                        quoted.append("\\x%02x".formatted((int) each));
                    } else {
                        quoted.append(each);
                    }
                }
            }
        }
        return quoted.append(quote).toString();
    }
}
