// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.ByteArrayInputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;

/// Puts the questions of [StopCheck] into the classes of inputs, and its exit.
final class StopChecks {

    private static final ClassDesc ASKED = ClassDesc.of(StopCheck.class.getName());

    private static final ClassDesc SYSTEM = ClassDesc.of("java.lang.System");

    private final Map<ClassDesc, byte[]> typed = new ConcurrentHashMap<>();
    private final ClassFile classFile;

    /// @param others knows what inputs use, but what was typed itself
    StopChecks(ClassLoader others) {
        ClassHierarchyResolver mine =
                ClassHierarchyResolver.ofResourceParsing(
                        type -> {
                            byte[] bytes = typed.get(type);
                            return bytes == null ? null : new ByteArrayInputStream(bytes);
                        });
        classFile =
                ClassFile.of(
                        ClassFile.ClassHierarchyResolverOption.of(
                                mine.orElse(ClassHierarchyResolver.ofClassLoading(others))
                                        .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    /// The same classes with the questions.
    ClassBytecodes[] into(ClassBytecodes[] classes) {
        for (ClassBytecodes each : classes) { // they may mention each other
            typed.put(ClassDesc.of(each.name()), each.bytecodes());
        }
        ClassBytecodes[] checked = new ClassBytecodes[classes.length];
        for (int i = 0; i < classes.length; i++) {
            checked[i] = new ClassBytecodes(classes[i].name(), into(classes[i].bytecodes()));
        }
        return checked;
    }

    private byte[] into(byte[] bytes) {
        return classFile.transformClass(
                classFile.parse(bytes),
                ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Asking::new)));
    }

    /// One method.
    private static final class Asking implements CodeTransform {

        private final Set<Label> passed = new HashSet<>();

        @Override
        public void atStart(CodeBuilder code) {
            ask(code);
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof LabelTarget here) {
                passed.add(here.label());
            } else if (element instanceof BranchInstruction jump
                    && passed.contains(jump.target())) {
                ask(code);
            } else if (element instanceof InvokeInstruction call && isExit(call)) {
                code.invokestatic(ASKED, "exit", call.typeSymbol());
                return;
            }
            code.with(element);
        }

        private static boolean isExit(InvokeInstruction call) {
            return call.owner().asSymbol().equals(SYSTEM) && call.name().equalsString("exit");
        }

        private static void ask(CodeBuilder code) {
            code.invokestatic(ASKED, "check", ConstantDescs.MTD_void);
        }
    }
}
