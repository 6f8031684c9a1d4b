namespace Bantam.Model;

/// <summary>Who computes the kernels.</summary>
public static class Kernels
{
    /// <summary>Computes the Float32 matrix products of this process; null, as at the start, for Bantam's own kernels.</summary>
    public static IKernelProvider? Provider { get; set; }
}
