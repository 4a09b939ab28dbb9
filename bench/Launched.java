// SPDX-License-Identifier: Apache-2.0

import java.lang.management.ManagementFactory;

/// Prints what `./asyncio run` gives a program: the class path, then the JVM's options, one a line.
void main() {
    IO.println(System.getProperty("java.class.path"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().forEach(IO::println);
}
