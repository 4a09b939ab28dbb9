// SPDX-License-Identifier: Apache-2.0

/// The command `asyncio`: it runs programs and looks at them from outside.
///
/// Start at [AsyncioCommand][dev.asyncio4j.cli.AsyncioCommand], which names the commands. What
/// looks at programs stands
/// on [Program][dev.asyncio4j.cli.Program], the client of the inspection channel.
@NullMarked
package dev.asyncio4j.cli;

import org.jspecify.annotations.NullMarked;
