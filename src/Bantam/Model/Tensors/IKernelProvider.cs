namespace Bantam.Model;

/// <summary>Computes matrix products in place of Bantam's own kernels: the seam for another library, or for an accelerator.</summary>
/// <remarks>
/// Dense layers, matrix products, 1×1 convolutions and the gradients of all three go through it, in Float32. A provider answers for its own
/// results: that they have the same bits on every machine and any number of threads holds for Bantam's kernels alone.
/// </remarks>
public interface IKernelProvider
{
    /// <summary>Computes <c>C = op(A)·op(B)</c>, or <c>C + op(A)·op(B)</c>.</summary>
    /// <param name="product">The matrices. The call ends when C is written; several threads may call at the same time.</param>
    void Multiply(in MatrixMultiplication product);
}

/// <summary>The matrices of one product, row-major.</summary>
public readonly ref struct MatrixMultiplication
{
    /// <summary>The left factor: [M, K], or [K, M] if transposed.</summary>
    public required ReadOnlySpan<float> A { get; init; }

    /// <summary>The right factor: [K, N], or [N, K] if transposed.</summary>
    public required ReadOnlySpan<float> B { get; init; }

    /// <summary>The result, [M, N].</summary>
    public required Span<float> C { get; init; }

    /// <summary>Rows of the result, at least 1.</summary>
    public required int M { get; init; }

    /// <summary>Columns of the result, at least 1.</summary>
    public required int N { get; init; }

    /// <summary>Terms of each sum, 0 or more.</summary>
    public required int K { get; init; }

    /// <summary>Numbers from one row of A, as it is stored, to the next.</summary>
    public required int LeadingA { get; init; }

    /// <summary>Numbers from one row of B, as it is stored, to the next.</summary>
    public required int LeadingB { get; init; }

    /// <summary>Numbers from one row of C to the next.</summary>
    public required int LeadingC { get; init; }

    /// <summary>Whether A is stored as its transpose.</summary>
    public required bool TransposeA { get; init; }

    /// <summary>Whether B is stored as its transpose.</summary>
    public required bool TransposeB { get; init; }

    /// <summary>Whether the product is added to what C holds.</summary>
    public required bool Accumulate { get; init; }
}
