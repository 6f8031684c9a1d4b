using System.Reflection;
using System.Runtime.CompilerServices;

namespace Bantam.Tests.Architecture;

/// <summary>Limits that keep each file about one thing and each method readable at once.</summary>
public sealed class SizeTests
{
    private const int Lines = 400;
    private const int Parameters = 7;
    private const int NestedLoops = 5;

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Assemblies { get; } = ["Bantam", "Bantam.Formats", "Bantam.Keras", "Bantam.Reports", "Bantam.Studies", "Bantam.Cli"];

    [Fact]
    public void Files_stay_below_400_lines() =>
        Breaches.AssertNone(
            from file in SourceFile.Below("src").Concat(SourceFile.Below("tests"))
            let lines = file.Text.Count(letter => letter == '\n')
            where lines >= Lines && !file.Path.EndsWith(".g.cs", StringComparison.Ordinal)
            select $"{file.Path} has {lines} lines");

    [Fact]
    public void Loops_nest_at_most_4_deep_outside_naive_reference_kernels() =>
        Breaches.AssertNone(
            from file in SourceFile.Below("src").Concat(SourceFile.Below("tests"))
            let depth = LoopNests.Deepest(file.Code)
            where depth >= NestedLoops && !IsNaiveReference(file)
            select $"{file.Path} nests {depth} loops");

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Methods_outside_kernels_take_at_most_6_parameters(string assembly) =>
        Breaches.AssertNone(
            from type in Assembly.Load(assembly).GetTypes()
            where !IsGenerated(type) && !IsKernel(type)
            from method in type.GetConstructors(Declared).Concat<MethodBase>(type.GetMethods(Declared))
            where method.GetParameters().Length >= Parameters && !IsGenerated(method) && !IsRecordConstructor(method)
            select $"{type.FullName}.{method.Name} takes {method.GetParameters().Length} parameters: pass a struct of arguments");

    private static bool IsNaiveReference(SourceFile file) => file.Path.EndsWith("Reference.cs", StringComparison.Ordinal);

    // Kernels take spans and pointers, which a struct of arguments would only wrap.
    private static bool IsKernel(Type type) =>
        type.Name.EndsWith("Kernels", StringComparison.Ordinal) || type.Name.EndsWith("Reference", StringComparison.Ordinal);

    private static bool IsGenerated(MemberInfo member) =>
        member.Name.Contains('<', StringComparison.Ordinal) || member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    // A record's constructor lists its data: that is not a call with many arguments.
    private static bool IsRecordConstructor(MethodBase method) =>
        method.IsConstructor && method.DeclaringType!.GetMethod("PrintMembers", Declared) is not null;
}
