namespace Bantam.Model;

/// <summary>The factors, the result and the epilogue of one matrix product. All matrices are row-major.</summary>
internal readonly unsafe struct GemmArguments
{
    /// <summary>The left factor: [M, K], or [K, M] if transposed.</summary>
    public float* A { get; init; }

    /// <summary>The right factor: [K, N], or [N, K] if transposed.</summary>
    public float* B { get; init; }

    /// <summary>The right factor once more, as panels of <see cref="GemmPacking"/> over all its rows for the lanes that <see cref="SimdWidth"/> gives N columns; null where nobody packed it.</summary>
    public float* PackedB { get; init; }

    /// <summary>Rows of a packed panel.</summary>
    public int PackedRows { get; init; }

    /// <summary>The row of the panels that belongs to the first term.</summary>
    public int PackedTerm { get; init; }

    /// <summary>The result, [M, N]. It overlaps neither factor.</summary>
    public float* C { get; init; }

    /// <summary>Rows of the result.</summary>
    public int M { get; init; }

    /// <summary>Columns of the result.</summary>
    public int N { get; init; }

    /// <summary>Terms of each sum.</summary>
    public int K { get; init; }

    /// <summary>Elements from one row of A, as it is stored, to the next.</summary>
    public int LeadingA { get; init; }

    /// <summary>Elements from one row of B, as it is stored, to the next.</summary>
    public int LeadingB { get; init; }

    /// <summary>Elements from one row of C to the next.</summary>
    public int LeadingC { get; init; }

    /// <summary>Whether A is stored as its transpose.</summary>
    public bool TransposeA { get; init; }

    /// <summary>Whether B is stored as its transpose.</summary>
    public bool TransposeB { get; init; }

    /// <summary>N values that are added to every row, or null.</summary>
    public float* Bias { get; init; }

    /// <summary>Smallest value of the result.</summary>
    public float Low { get; init; }

    /// <summary>Largest value of the result.</summary>
    public float High { get; init; }

    /// <summary>Whether the sums start from what C holds instead of 0.</summary>
    public bool Accumulate { get; init; }
}
