// SPDX-License-Identifier: Apache-2.0
// Jars keep no modes, so the scripts have to be made executable again.
["mvnw", "run"].each { new File(request.outputDirectory, request.artifactId + "/" + it).setExecutable(true, false) }
