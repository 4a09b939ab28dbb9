// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The header fields of a message, in order. Names are compared without regard to case; a name may
/// come several times. Immutable; each `with` returns a changed copy. **Thread** any.
///
/// What could end a field early, and begin another one, is refused: control characters in values,
/// and all but tokens as names.
public final class Headers implements Iterable<Headers.Field> {

    /// A name and its value.
    ///
    /// @param name as it was written
    /// @param value without the white space around it
    public record Field(String name, String value) {}

    private static final Headers NONE = new Headers(new String[0]);

    private final String[] fields; // names and values, by turns

    private Headers(String[] fields) {
        this.fields = fields;
    }

    /// No field.
    public static Headers none() {
        return NONE;
    }

    /// Fields from names and values, by turns: `Headers.of("accept", "text/html", "range",
    /// "bytes=0-9")`.
    /// @throws IllegalArgumentException if a name or value is not fit for the wire, or a value is
    ///     missing
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "headers: "
                            + Arrays.toString(namesAndValues)
                            + " (expected: names and values by turns)");
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            FieldRules.checkName(namesAndValues[i]);
            FieldRules.checkValue(namesAndValues[i], namesAndValues[i + 1]);
        }
        return namesAndValues.length == 0 ? NONE : new Headers(namesAndValues.clone());
    }

    /// Those same, which somebody has checked: for parsers.
    /// @param namesAndValues belongs to the result
    public static Headers checked(String[] namesAndValues) {
        return new Headers(namesAndValues);
    }

    // ---- reading

    /// The first value of that name; null if there is none.
    public @Nullable String get(String name) {
        int at = find(name, 0);
        return at < 0 ? null : fields[at + 1];
    }

    /// The first value of that name, or `fallback`.
    public String get(String name, String fallback) {
        int at = find(name, 0);
        return at < 0 ? fallback : fields[at + 1];
    }

    /// All values of that name, in order.
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int at = find(name, 0); at >= 0; at = find(name, at + 2)) {
            values.add(fields[at + 1]);
        }
        return values;
    }

    /// Whether there is a field of that name.
    public boolean contains(String name) {
        return find(name, 0) >= 0;
    }

    /// Whether a list field, such as `connection`, holds that word, in whatever case.
    public boolean hasToken(String name, String word) {
        for (int at = find(name, 0); at >= 0; at = find(name, at + 2)) {
            String value = fields[at + 1];
            if (value.equalsIgnoreCase(word)) {
                return true;
            }
            if (value.indexOf(',') >= 0) {
                for (String each : value.split(",", -1)) {
                    if (each.strip().equalsIgnoreCase(word)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private int find(String name, int from) {
        for (int i = from; i < fields.length; i += 2) {
            if (fields[i].length() == name.length() && fields[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /// How many fields there are.
    public int size() {
        return fields.length / 2;
    }

    /// The name of a field.
    /// @throws IndexOutOfBoundsException if there are fewer
    public String name(int index) {
        return fields[2 * Objects.checkIndex(index, size())];
    }

    /// The value of a field.
    /// @throws IndexOutOfBoundsException if there are fewer
    public String value(int index) {
        return fields[2 * Objects.checkIndex(index, size()) + 1];
    }

    @Override
    public Iterator<Field> iterator() {
        List<Field> list = new ArrayList<>(size());
        for (int i = 0; i < fields.length; i += 2) {
            list.add(new Field(fields[i], fields[i + 1]));
        }
        return list.iterator();
    }

    // ---- changed copies

    /// With one more field, behind the others.
    /// @throws IllegalArgumentException if the name or value is not fit for the wire
    public Headers with(String name, String value) {
        FieldRules.checkName(name);
        FieldRules.checkValue(name, value);
        String[] more = Arrays.copyOf(fields, fields.length + 2);
        more[fields.length] = name;
        more[fields.length + 1] = value;
        return new Headers(more);
    }

    /// With that as the only value of the name.
    /// @throws IllegalArgumentException if the name or value is not fit for the wire
    public Headers set(String name, String value) {
        return without(name).with(name, value);
    }

    /// Without the fields of that name.
    public Headers without(String name) {
        if (!contains(name)) {
            return this;
        }
        List<String> left = new ArrayList<>(fields.length);
        for (int i = 0; i < fields.length; i += 2) {
            if (!fields[i].equalsIgnoreCase(name)) {
                left.add(fields[i]);
                left.add(fields[i + 1]);
            }
        }
        return new Headers(left.toArray(String[]::new));
    }

    /// With all fields of `others` behind these.
    public Headers with(Headers others) {
        String[] more = Arrays.copyOf(fields, fields.length + others.fields.length);
        System.arraycopy(others.fields, 0, more, fields.length, others.fields.length);
        return new Headers(more);
    }

    /// The same fields in the same order; names in the same case.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Headers headers && Arrays.equals(fields, headers.fields);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fields);
    }

    /// `{accept: text/html, range: bytes=0-9}`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < fields.length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(fields[i]).append(": ").append(fields[i + 1]);
        }
        return text.append('}').toString();
    }
}
