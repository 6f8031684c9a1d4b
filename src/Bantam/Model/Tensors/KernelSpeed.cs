using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Model;

/// <summary>Whether kernels run as fast as this machine allows.</summary>
public static class KernelSpeed
{
    private const int Leaf1AvxAndSystemSavesIt = (1 << 28) | (1 << 27);
    private const int Leaf7Avx2 = 1 << 5;

    /// <summary>Why kernels run several times slower than this machine allows, and how to mend it; null where they do not.</summary>
    /// <remarks>
    /// A program that is compiled ahead of time uses only the instructions that its build names, and the default names none
    /// newer than 2008: kernels then take 4 to 8 times as long, and nothing else says so. Show this text when a program starts.
    /// </remarks>
    public static string? Warning { get; } = WarningFor(!RuntimeFeature.IsDynamicCodeSupported, Avx2.IsSupported, ProcessorHasAvx2());

    /// <summary>The warning for a way of compiling and a processor.</summary>
    /// <param name="isCompiledAhead">Whether the program was compiled before it was started.</param>
    /// <param name="usesAvx2">Whether its code may use AVX2.</param>
    /// <param name="hasAvx2">Whether the processor and the system have it.</param>
    /// <returns>The warning, or null.</returns>
    internal static string? WarningFor(bool isCompiledAhead, bool usesAvx2, bool hasAvx2) => isCompiledAhead && !usesAvx2 && hasAvx2
        ? "this program was compiled ahead of time without AVX2, which this processor has, so its kernels run several times slower than they could. Publish it with <IlcInstructionSet>native</IlcInstructionSet> for processors like the one that builds it, or x86-64-v3 for any with AVX2."
        : null;

    // What the compiled code may use is decided; what the processor has must be asked of itself.
    private static bool ProcessorHasAvx2()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
        {
            return false;
        }

        return (X86Base.CpuId(1, 0).Ecx & Leaf1AvxAndSystemSavesIt) == Leaf1AvxAndSystemSavesIt
            && (X86Base.CpuId(7, 0).Ebx & Leaf7Avx2) != 0;
    }
}
