import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Gathers the jars of a program in one folder: {@code Assemble.java FOLDER JAR CLASSPATH}: the jar
 * and those on the class path, whose folders are passed over. What else is in FOLDER is deleted.
 *
 * <p>With {@code ASIDE BEGINNINGS} behind it, jars whose names begin with one of these, which have
 * commas between, are gathered in the folder ASIDE: those that few of the program's commands need,
 * since each jar on a class path costs every start.
 *
 * <p>Classes of a format older than {@value #OLDEST} are written anew with a stack map: the JVM's
 * AOT cache leaves older ones out, and the start of a short command then spends half of its time on
 * loading the option parser.
 *
 * <p>The same jars in give the same jars out. A jar that is up to date is not touched, so that a
 * cache made from it stays valid; one that is not is replaced as a whole, so that a program that
 * runs from it goes on.
 */
final class Assemble {
  private static final int OLDEST = ClassFile.JAVA_8_VERSION;

  public static void main(String[] args) throws IOException {
    List<Path> jars =
        Stream.concat(Stream.of(args[1]), Arrays.stream(args[2].split(File.pathSeparator)))
            .map(Path::of)
            .filter(Files::isRegularFile)
            .toList();
    List<String> beginnings = args.length > 4 ? List.of(args[4].split(",")) : List.of();
    gather(Path.of(args[0]), jars.stream().filter(jar -> !isOf(jar, beginnings)).toList(), jars);
    if (args.length > 4) {
      gather(Path.of(args[3]), jars.stream().filter(jar -> isOf(jar, beginnings)).toList(), jars);
    }
  }

  private static boolean isOf(Path jar, List<String> beginnings) {
    return beginnings.stream().anyMatch(jar.getFileName().toString()::startsWith);
  }

  private static void gather(Path into, List<Path> some, List<Path> jars) throws IOException {
    Path folder = Files.createDirectories(into);
    List<Path> wanted = new ArrayList<>();
    for (Path jar : some) {
      Path target = folder.resolve(jar.getFileName().toString());
      wanted.add(target);
      replace(target, isOld(jar) ? renewed(jar, jars) : Files.readAllBytes(jar));
    }
    try (var present = Files.list(folder)) {
      for (Path file : present.filter(file -> !wanted.contains(file)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void replace(Path target, byte[] content) throws IOException {
    if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), content)) {
      return;
    }
    Path fresh = Files.write(target.resolveSibling(target.getFileName() + ".new"), content);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isOld(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      for (JarEntry entry : jar.stream().filter(Assemble::isClass).toList()) {
        if (isOld(jar.getInputStream(entry).readNBytes(8))) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isClass(JarEntry entry) {
    return entry.getName().endsWith(".class");
  }

  /** The major version stands in the seventh and eighth byte. */
  private static boolean isOld(byte[] type) {
    return ((type[6] & 0xff) << 8 | (type[7] & 0xff)) < OLDEST;
  }

  private static byte[] renewed(Path path, List<Path> classpath) throws IOException {
    URL[] urls = classpath.stream().map(Assemble::url).toArray(URL[]::new);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (URLClassLoader types = new URLClassLoader(urls);
        JarFile jar = new JarFile(path.toFile());
        JarOutputStream out = new JarOutputStream(bytes)) {
      ClassFile format =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.defaultResolver()
                      .orElse(ClassHierarchyResolver.ofResourceParsing(types))));
      for (JarEntry entry : jar.stream().toList()) {
        byte[] content = jar.getInputStream(entry).readAllBytes();
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        out.write(isClass(entry) && isOld(content) ? renewed(format, content) : content);
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] renewed(ClassFile format, byte[] type) {
    ClassModel model = format.parse(type);
    return format.transformClass(
        model,
        ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen(ClassTransform.endHandler(made -> made.withVersion(OLDEST, 0))));
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
