// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/// What lies in a folder that was deployed to, and what Maven Central would miss there. A program,
/// too: `java Published.java FOLDER` prints what is missing.
///
/// Central wants of each artifact a pom with a name, a description, an address, a licence,
/// developers and where the source is; no snapshots; and of each jar its sources and its Javadoc,
/// each file with its sums. We want an SBOM, and jars that are modules.
final class Published {

    private static final List<String> TOLD =
            List.of(
                    "name",
                    "description",
                    "url",
                    "licenses/license/name",
                    "licenses/license/url",
                    "developers/developer/name",
                    "scm/connection",
                    "scm/url");

    private static final Map<String, String> SUMS =
            Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");

    private final Path folder;
    private final List<String> complaints = new ArrayList<>();
    private int poms;
    private int jars;
    private int signed;

    Published(Path folder) {
        this.folder = folder;
    }

    static void main(String[] folders) throws IOException {
        System.exit(new Published(Path.of(folders[0])).report() ? 0 : 1);
    }

    private boolean report() throws IOException {
        complaints().forEach(IO::println);
        IO.println(
                "%d poms, %d jars with sources, Javadoc and SBOM, %s; %s"
                        .formatted(
                                poms,
                                jars,
                                signed == 0 ? "not signed" : signed + " signatures",
                                complaints.isEmpty() ? "nothing is missing" : "not complete"));
        return complaints.isEmpty();
    }

    /// What is missing or wrong, a line each; empty if all is well.
    List<String> complaints() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.endsWith(".asc")) {
                signed++;
            } else if (name.endsWith(".pom")) {
                poms++;
                checkArtifact(file);
            }
            if (name.matches(".*\\.(pom|jar|json)")) {
                checkSums(file);
            }
        }
        for (Path file : files) { // all are signed, or this was a dry run
            if (signed > 0 && file.toString().matches(".*\\.(pom|jar|json)")) {
                require(Files.exists(Path.of(file + ".asc")), file, "is not signed");
            }
        }
        require(poms > 0, folder, "has no artifact");
        return complaints;
    }

    private void checkArtifact(Path file) throws IOException {
        Element pom = parse(file);
        Path version = file.getParent();
        Path artifact = version.getParent();
        String stem = artifact.getFileName() + "-" + version.getFileName();
        require(
                file.getFileName().toString().equals(stem + ".pom"),
                file,
                "lies in another folder");
        require(!version.endsWith("SNAPSHOT"), file, "is a snapshot");
        Element about = inherits(pom) ? parse(parent(pom)) : pom;
        for (String path : TOLD) {
            boolean ours = path.equals("name") || path.equals("description");
            boolean there = !text(pom, path).isBlank();
            require(there || !ours && !text(about, path).isBlank(), file, "has no " + path);
        }
        require(Files.readString(file).indexOf("-SNAPSHOT") < 0, file, "names a snapshot");
        require(child(pom, "repositories") == null, file, "names a repository");
        String packaging = text(pom, "packaging");
        if (!packaging.equals("pom")) {
            jars++;
            checkJars(version, stem);
        }
    }

    private void checkJars(Path folder, String stem) throws IOException {
        boolean isArchetype = holds(folder.resolve(stem + ".jar"), "archetype-metadata.xml");
        if (!isArchetype) {
            require(folder, stem + ".jar", "module-info.class");
        }
        require(folder, stem + "-sources.jar", isArchetype ? "pom.xml" : "module-info.java");
        require(folder, stem + "-javadoc.jar", isArchetype ? "README.md" : "index.html");
        Path sbom = folder.resolve(stem + "-cyclonedx.json");
        require(
                Files.exists(sbom) && Files.readString(sbom).contains("\"CycloneDX\""),
                sbom,
                "is no SBOM");
    }

    private void require(Path folder, String jar, String entry) throws IOException {
        require(holds(folder.resolve(jar), entry), folder.resolve(jar), "has no " + entry);
    }

    private static boolean holds(Path jar, String name) throws IOException {
        if (!Files.exists(jar)) {
            return false;
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .anyMatch(
                            entry ->
                                    entry.getName().equals(name)
                                            || entry.getName().endsWith("/" + name));
        }
    }

    private void checkSums(Path file) throws IOException {
        require(Files.exists(Path.of(file + ".sha1")), file, "has no SHA-1");
        require(Files.exists(Path.of(file + ".md5")), file, "has no MD5");
        for (var sum : SUMS.entrySet()) {
            Path beside = Path.of(file + "." + sum.getKey());
            if (Files.exists(beside)) {
                String told = Files.readString(beside).strip();
                require(told.equals(sum(file, sum.getValue())), beside, "is another file's sum");
            }
        }
    }

    private static String sum(Path file, String algorithm) throws IOException {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException impossible) { // each JDK has them
            throw new AssertionError(impossible);
        }
    }

    private void require(boolean holds, Path what, String complaint) {
        if (!holds) {
            complaints.add(folder.relativize(what) + " " + complaint);
        }
    }

    // ---- poms

    private boolean inherits(Element pom) {
        return child(pom, "parent") != null && Files.exists(parent(pom));
    }

    private Path parent(Element pom) {
        String artifact = text(pom, "parent/artifactId");
        String version = text(pom, "parent/version");
        return folder.resolve(text(pom, "parent/groupId").replace('.', '/'))
                .resolve(artifact)
                .resolve(version)
                .resolve(artifact + "-" + version + ".pom");
    }

    private static Element parse(Path pom) throws IOException {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile())
                    .getDocumentElement();
        } catch (javax.xml.parsers.ParserConfigurationException | org.xml.sax.SAXException e) {
            throw new IOException(pom + ": not a pom", e);
        }
    }

    private static String text(Element element, String path) {
        Element inner = element;
        for (String name : path.split("/")) {
            inner = child(inner, name);
            if (inner == null) {
                return "";
            }
        }
        return inner.getTextContent();
    }

    private static Element child(Element element, String name) {
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element inner && inner.getTagName().equals(name)) {
                return inner;
            }
        }
        return null;
    }
}
