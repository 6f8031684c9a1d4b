namespace Bantam.Model;

/// <summary>A matrix product whose factors exceed the second-level cache.</summary>
/// <remarks>
/// A part packs a block of the right factor, which stays in the second-level cache, and takes the left factor through
/// it a tile at a time. The rows of a tile are copied beside each other first: at distances of some KiB they would
/// push each other out of the first-level cache. Background: Goto and van de Geijn, "Anatomy of high-performance
/// matrix multiplication", 2008.
/// </remarks>
internal static unsafe class GemmLarge
{
    // 512 x 512 of the right factor are 1 MiB: half of a second-level cache. Up to 512 columns make two parts. The rows of the left factor pay for packing it.
    private const int MostRows = 1024;
    private const int MostTerms = 512;
    private const int MostColumns = 512;

    // One cache line: what a copied tile adds to a row, and the distance of terms in one that is stored transposed.
    private const int Line = CacheHint.Line;

    /// <summary>Whether a product is so large that a copy of both factors costs less than it saves.</summary>
    public static bool Suits(in GemmArguments g) => g.M >= 256 && g.N >= 256 && (long)g.K * g.N >= 256 * 1024;

    /// <summary>Computes a product.</summary>
    public static void Multiply<TSimd, TVector>(in GemmArguments g)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        Parts parts = new(g);
        WorkerPool.Run(parts.Rows.Count * parts.Columns.Count, &MultiplyPart<TSimd, TVector>, &parts);
    }

    private static void MultiplyPart<TSimd, TVector>(int part, Parts* parts)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int row, int rows) = parts->Rows.Part(part % parts->Rows.Count);
        (int column, int columns) = parts->Columns.Part(part / parts->Rows.Count);
        GemmArguments g = parts->Arguments.At(row, rows, column, columns);
        int count = parts->Terms.Count;
        for (int block = 0; block < count; block++)
        {
            (int term, int terms) = parts->Terms.Part(block);
            GemmArguments step = g.OfTerms(term, terms, isFirst: block == 0, isLast: block == count - 1);
            if (step.PackedB is null)
            {
                step = Packed<TSimd, TVector>(in step);
            }

            MultiplyTiles<TSimd, TVector>(in step);
        }
    }

    private static GemmArguments Packed<TSimd, TVector>(in GemmArguments g)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* panels = Scratch.Get<float>(Scratch.Use.Panels, GemmPacking.PackedLength<TSimd, TVector>(g.K, g.N));
        if (g.TransposeB)
        {
            GemmPacking.PackTransposed<TSimd, TVector>(g.B, g.LeadingB, g.K, g.N, panels);
        }
        else
        {
            GemmPacking.Pack<TSimd, TVector>(g.B, g.LeadingB, g.K, g.N, panels);
        }

        return g with { PackedB = panels, PackedRows = g.K, PackedTerm = 0 };
    }

    private static void MultiplyTiles<TSimd, TVector>(in GemmArguments g)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int stride = (g.K + (2 * Line) - 1) / Line * Line;
        int most = GemmBlock.MostRows<TSimd, TVector>(g.N);
        float* copy = Scratch.Get<float>(Scratch.Use.Tile, Math.Max(most * stride, g.K * Line));
        int tiles = (g.M + most - 1) / most;
        int row = 0;
        for (int tile = 0; tile < tiles; tile++)
        {
            int height = (g.M - row) / (tiles - tile);
            GemmArguments rows = g.At(row, height, 0, g.N);
            if (g.TransposeA)
            {
                GemmPacking.CopyRows<TSimd, TVector>(rows.A, rows.LeadingA, rows.K, height, copy, Line);
                MultiplyTile<TSimd, TVector>(rows with { A = copy, LeadingA = Line });
            }
            else
            {
                GemmPacking.CopyRows<TSimd, TVector>(rows.A, rows.LeadingA, height, rows.K, copy, stride);
                MultiplyTile<TSimd, TVector>(rows with { A = copy, LeadingA = stride });
            }

            row += height;
        }
    }

    private static void MultiplyTile<TSimd, TVector>(in GemmArguments g)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int width;
        for (int column = 0; column < g.N; column += width)
        {
            width = GemmPacking.PanelWidth<TSimd, TVector>(g.N - column);
            GemmBlock block = g.Block(g.PackedPanel(column, width), width, column, Math.Min(width, g.N - column));
            GemmBlock.Compute<TSimd, TVector>(in block, g.M);
        }
    }

    /// <summary>A product and how it is cut. The cuts depend on its sizes alone.</summary>
    private readonly struct Parts(GemmArguments arguments)
    {
        public readonly GemmArguments Arguments = arguments;
        public readonly EvenSplit Rows = new(arguments.M, MostRows, 1);
        public readonly EvenSplit Columns = new(arguments.N, arguments.N > MostColumns ? MostColumns : MostColumns / 2, 64);
        public readonly EvenSplit Terms = new(arguments.K, MostTerms, 1);
    }
}
