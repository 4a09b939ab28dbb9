// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields of a form, decoded, in order. Immutable. **Thread** any.
public final class Form {

    private final List<String> pairs;

    Form(List<String> pairs) {
        this.pairs = List.copyOf(pairs);
    }

    /// The first value of a field; null if there is none.
    public @Nullable String get(String name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                return pairs.get(i + 1);
            }
        }
        return null;
    }

    /// [#get(String)], or `fallback`.
    public String get(String name, String fallback) {
        String value = get(name);
        return value == null ? fallback : value;
    }

    /// All values of a field, in order.
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                values.add(pairs.get(i + 1));
            }
        }
        return values;
    }

    /// The names, in order; one that comes twice is there twice.
    public List<String> names() {
        List<String> names = new ArrayList<>(pairs.size() / 2);
        for (int i = 0; i < pairs.size(); i += 2) {
            names.add(pairs.get(i));
        }
        return names;
    }

    /// `<Form [name, mail]>`: not the values, which may be secret.
    @Override
    public String toString() {
        return "<Form " + names() + ">";
    }
}
