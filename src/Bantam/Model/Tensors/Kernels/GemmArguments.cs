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

    /// <summary>Whether A exceeds the caches and is read once, so that each tile asks for the rows of the next one.</summary>
    public bool ReadsAhead { get; init; }

    /// <summary>The product of some rows with some columns.</summary>
    public GemmArguments At(int row, int rows, int column, int columns) => this with
    {
        A = A + (TransposeA ? row : (nint)row * LeadingA),
        B = B + (TransposeB ? (nint)column * LeadingB : column),
        PackedB = PackedB is null ? null : PackedB + ((nint)column * PackedRows),
        C = C + ((nint)row * LeadingC) + column,
        M = rows,
        N = columns,
        Bias = Bias is null ? null : Bias + column,
    };

    /// <summary>The product over some of the terms: the first adds to nothing new, and only the last has the epilogue.</summary>
    public GemmArguments OfTerms(int term, int terms, bool isFirst, bool isLast) => this with
    {
        A = A + (TransposeA ? (nint)term * LeadingA : term),
        B = B + (TransposeB ? term : (nint)term * LeadingB),
        PackedTerm = term,
        K = terms,
        Bias = isLast ? Bias : null,
        Low = isLast ? Low : float.NegativeInfinity,
        High = isLast ? High : float.PositiveInfinity,
        Accumulate = Accumulate || !isFirst,
    };

    /// <summary>Where the packed panel of a width lies that starts at a column.</summary>
    public float* PackedPanel(int column, int width) => PackedB + ((nint)column * PackedRows) + ((nint)PackedTerm * width);

    /// <summary>The block of all rows and some columns, for a right factor that lies at an address of its own.</summary>
    public GemmBlock Block(float* b, nint stepOfB, int column, int columns) => new()
    {
        A = A,
        B = b,
        C = C + column,
        RowOfA = TransposeA ? 1 : LeadingA,
        RowOfC = LeadingC,
        StepOfA = TransposeA ? LeadingA : 1,
        StepOfB = stepOfB,
        Terms = K,
        Columns = columns,
        Bias = Bias is null ? null : Bias + column,
        Low = Low,
        High = High,
        Accumulate = Accumulate,
        ReadsAhead = ReadsAhead && !TransposeA && LeadingA == K,
    };
}
