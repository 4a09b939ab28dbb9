// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file that `asyncio record` has written, as far as the command looks into it before the page
/// does: that it is one, of which program, and whole.
///
/// @param program what was recorded
/// @param micros how long
/// @param tasks how many
/// @param steps how many, with callbacks
record Recording(String program, double micros, long tasks, long steps) {

    /// What marks a trace as ours; its value is the version of the form.
    static final String MARK = "asyncio4j";

    static final int VERSION = 1;

    private static final Pattern PLACE = Pattern.compile("line \\d+ column \\d+");

    /// Looks into a file.
    /// @throws Failure if it is no recording, with a sentence that says why
    static Recording of(Path file) throws Failure {
        String name = Harmless.text(file.toString());
        try (Reader text = Files.newBufferedReader(file);
                Ending ending = new Ending(text);
                JsonReader json = new JsonReader(ending)) {
            return new Scan(name, json, ending).read();
        } catch (CharacterCodingException binary) {
            throw new Failure(name + " is not JSON: it is no text", binary);
        } catch (IOException unreadable) {
            throw new Failure(
                    name + " cannot be read: " + Harmless.text(unreadable.toString()), unreadable);
        }
    }

    /// Knows whether all has been read.
    private static final class Ending extends FilterReader {
        private boolean wasReached;

        Ending(Reader text) {
            super(text);
        }

        @Override
        public int read(char[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            wasReached |= count < 0;
            return count;
        }
    }

    /// One way through a file.
    private static final class Scan {
        private final String name;
        private final JsonReader json;
        private final Ending ending;
        private String program = "?";
        private double micros;
        private long tasks;
        private long steps;
        private boolean isOurs;
        private boolean hasEvents;

        Scan(String name, JsonReader json, Ending ending) {
            this.name = name;
            this.json = json;
            this.ending = ending;
        }

        Recording read() throws IOException, Failure {
            try {
                return whole();
            } catch (EOFException early) {
                throw cutOff(early);
            } catch (MalformedJsonException | IllegalStateException broken) {
                // A text or a word that ends too early is told as one that is wrong.
                throw isOurs && ending.wasReached ? cutOff(broken) : malformed(broken);
            }
        }

        private Failure cutOff(Exception early) {
            return new Failure(name + " is cut off: it ends in the middle; record it again", early);
        }

        /// The parser's words are for programmers; where it was is for all.
        private Failure malformed(Exception broken) {
            Matcher place = PLACE.matcher(String.valueOf(broken.getMessage()));
            String where = place.find() ? ", at " + place.group() : "";
            return new Failure(name + " is not JSON" + where, broken);
        }

        private Recording whole() throws IOException, Failure {
            if (isEmpty()) {
                throw new Failure(name + " is empty");
            }
            if (json.peek() != JsonToken.BEGIN_OBJECT) {
                throw foreign("it is no JSON object");
            }
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "otherData" -> about();
                    case "traceEvents" -> events();
                    default -> json.skipValue();
                }
            }
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new Failure(name + " is not JSON: something follows its end");
            }
            if (!isOurs) {
                throw foreign("it has no otherData." + MARK);
            }
            if (!hasEvents) {
                throw foreign("it has no traceEvents");
            }
            return new Recording(Harmless.text(program), micros, tasks, steps);
        }

        private boolean isEmpty() throws IOException {
            try {
                return json.peek() == JsonToken.END_DOCUMENT;
            } catch (EOFException nothing) {
                return true;
            }
        }

        private Failure foreign(String why) {
            return new Failure(name + " is no recording of asyncio record: " + why);
        }

        private void about() throws IOException, Failure {
            if (json.peek() != JsonToken.BEGIN_OBJECT) {
                throw foreign("otherData is no object");
            }
            json.beginObject();
            while (json.hasNext()) {
                String key = json.nextName();
                JsonToken kind = json.peek();
                if (key.equals(MARK) && kind == JsonToken.NUMBER) {
                    String version = json.nextString();
                    if (!version.equals(Integer.toString(VERSION))) {
                        throw new Failure(
                                "%s is of another version: form %s (expected: %d); it may be of a newer asyncio"
                                        .formatted(name, Harmless.text(version), VERSION));
                    }
                    isOurs = true;
                } else if (key.equals("program") && kind == JsonToken.STRING) {
                    program = json.nextString();
                } else if (key.equals("micros") && kind == JsonToken.NUMBER) {
                    micros = json.nextDouble();
                } else {
                    json.skipValue();
                }
            }
            json.endObject();
        }

        private void events() throws IOException, Failure {
            if (json.peek() != JsonToken.BEGIN_ARRAY) {
                throw foreign("traceEvents is no list");
            }
            hasEvents = true;
            json.beginArray();
            while (json.hasNext()) {
                if (json.peek() != JsonToken.BEGIN_OBJECT) {
                    throw foreign("there is something else among its events, at " + json.getPath());
                }
                event();
            }
            json.endArray();
        }

        private void event() throws IOException {
            json.beginObject();
            while (json.hasNext()) {
                String key = json.nextName();
                if (key.equals("cat") && json.peek() == JsonToken.STRING) {
                    steps += json.nextString().equals("step") ? 1 : 0;
                } else if (key.equals("args") && json.peek() == JsonToken.BEGIN_OBJECT) {
                    json.beginObject();
                    while (json.hasNext()) {
                        tasks += json.nextName().equals("task") ? 1 : 0;
                        json.skipValue();
                    }
                    json.endObject();
                } else {
                    json.skipValue();
                }
            }
            json.endObject();
        }
    }
}
