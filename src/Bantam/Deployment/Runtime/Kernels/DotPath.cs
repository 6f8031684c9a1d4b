using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The instructions that integer kernels are written with. Results have the same bits on each.</summary>
public enum DotPath
{
    /// <summary>Plain integers, on any machine.</summary>
    Scalar,

    /// <summary>128 bits: SSE4.1, or the widening multiplications of NEON.</summary>
    Wide128,

    /// <summary>128 bits: the dot product of 64-bit Arm.</summary>
    ArmDot,

    /// <summary>256 bits: products of 16-bit numbers, AVX2.</summary>
    Wide256,

    /// <summary>512 bits: products of 16-bit numbers, AVX-512BW.</summary>
    Wide512,

    /// <summary>256 bits: the dot product of AVX-VNNI.</summary>
    Vnni,
}

/// <summary>Which instructions there are.</summary>
public static class DotPaths
{
    /// <summary>The fastest within the vector width that <see cref="SimdWidth"/> names.</summary>
    public static DotPath Fastest => SimdWidth.Current switch
    {
        >= 8 when IsSupported(DotPath.Vnni) => DotPath.Vnni,
        16 when IsSupported(DotPath.Wide512) => DotPath.Wide512,
        >= 8 when IsSupported(DotPath.Wide256) => DotPath.Wide256,
        >= 4 when IsSupported(DotPath.ArmDot) => DotPath.ArmDot,
        >= 4 when IsSupported(DotPath.Wide128) => DotPath.Wide128,
        _ => DotPath.Scalar,
    };

    /// <summary>Whether this machine has the instructions.</summary>
    /// <param name="path">The instructions.</param>
    /// <returns>Whether an <see cref="Engine"/> can be made for them.</returns>
    public static bool IsSupported(DotPath path) => path switch
    {
        DotPath.Vnni => AvxVnni.IsSupported && Avx2.IsSupported,
        DotPath.Wide512 => Avx512BW.IsSupported && Avx2.IsSupported,
        DotPath.Wide256 => Avx2.IsSupported,
        DotPath.ArmDot => Dp.IsSupported,
        DotPath.Wide128 => Sse41.IsSupported || AdvSimd.Arm64.IsSupported,
        _ => true,
    };
}
