// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Text in columns, two blanks apart. Cells are made harmless; long ones are cut, but in the last
/// column.
final class Table {

    private static final int WIDEST = 40; // of a cell, in characters

    private final List<String[]> rows = new ArrayList<>();
    private final boolean[] isRight;

    Table(String... heads) {
        rows.add(heads);
        isRight = new boolean[heads.length];
    }

    /// Aligns these columns to the right.
    Table rightAligned(int... columns) {
        for (int column : columns) {
            isRight[column] = true;
        }
        return this;
    }

    Table row(String... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            String cell = Harmless.text(cells[i]);
            boolean isCut = i < cells.length - 1 && cell.length() > WIDEST;
            row[i] = isCut ? cut(cell, WIDEST) : cell;
        }
        rows.add(row);
        return this;
    }

    /// The first characters, and dots for the rest.
    static String cut(String text, int width) {
        if (text.codePointCount(0, text.length()) <= width) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 3))) + "...";
    }

    List<String> lines() {
        int[] widths = new int[isRight.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], width(row[i]));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String padding = " ".repeat(widths[i] - width(row[i]));
            line.append(i == 0 ? "" : "  ");
            line.append(isRight[i] ? padding + row[i] : row[i] + padding);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    void print(PrintWriter out) {
        lines().forEach(out::println);
    }
}
