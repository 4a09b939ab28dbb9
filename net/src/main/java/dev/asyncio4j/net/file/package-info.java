// SPDX-License-Identifier: Apache-2.0

/// Floor 2: files, read and written off the loop.
///
/// Start at [AsyncFiles][dev.asyncio4j.net.file.AsyncFiles] for whole files, and
/// [AsyncFile][dev.asyncio4j.net.file.AsyncFile] for one that is read or written bit by bit. No
/// system lets a program wait for a file, so threads do: `FileThreads` has those of a loop, and
/// `Operations` keeps what is done to one file in order.
package dev.asyncio4j.net.file;
