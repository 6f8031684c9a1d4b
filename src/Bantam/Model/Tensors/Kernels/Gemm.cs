using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Float32 matrix product: packed panels, blocks that fit the caches, running sums in registers, several threads.</summary>
/// <remarks>
/// Every element of C is one chain of multiply-adds over k in ascending order, so its bits depend neither on the other
/// rows and columns nor on threads or vector width. The left factor is read in place: a broadcast costs
/// the same from anywhere in the first-level cache. Background: Goto and van de Geijn, "Anatomy of high-performance
/// matrix multiplication", 2008.
/// </remarks>
internal static unsafe class Gemm
{
    // One part reads 512 x 512 of A (1 MiB) and packs 512 x 32 of B (64 KiB) at a time: together they fit a second-level cache.
    private const int MostRows = 512;
    private const int MostTerms = 512;
    private const int MostColumns = 64;

    // Up to this many rows, reordering B costs more than reading it in place.
    private const int FewRows = 300;

    // Fewer terms than this make tiles so short that parts of more rows are due.
    private const int FewTerms = 32;

    /// <summary>Computes <c>C = clamp(op(A)·op(B) + bias, Low, High)</c>.</summary>
    /// <param name="args">Matrices, sizes and epilogue. M, N and K may be 0: an empty sum is 0.</param>
    public static void Multiply(GemmArguments args)
    {
        if (Kernels.Provider is { } provider)
        {
            ProvidedProduct.Multiply(provider, in args);
            return;
        }

        switch (SimdWidth.For(args.N))
        {
            case 16:
                Multiply<Simd512, Vector512<float>>(args);
                break;
            case 8:
                Multiply<Simd256, Vector256<float>>(args);
                break;
            case 4:
                Multiply<Simd128, Vector128<float>>(args);
                break;
            default:
                Multiply<SimdScalar, float>(args);
                break;
        }
    }

    private static void Multiply<TSimd, TVector>(GemmArguments args)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (args.M == 0 || args.N == 0)
        {
            return;
        }

        if (args.M == 1)
        {
            RowParts row = new() { Arguments = args, Columns = new EvenSplit(args.N, GemmRow.MostColumns, GemmRow.MostColumns) };
            WorkerPool.Run(row.Columns.Count, &MultiplyRow<TSimd, TVector>, &row, (long)args.N * Math.Max(args.K, 1));
            return;
        }

        // A small product takes less time than cutting it up.
        if (args.M <= MostRows && args.N <= MostColumns && args.K <= MostTerms)
        {
            MultiplyBlock<TSimd, TVector>(in args);
            return;
        }

        if (GemmLarge.Suits(in args))
        {
            GemmLarge.Multiply<TSimd, TVector>(in args);
            return;
        }

        Blocks blocks = new(args);
        WorkerPool.Run(blocks.Rows.Count * blocks.Columns.Count, &MultiplyPart<TSimd, TVector>, &blocks, (long)args.M * args.N * Math.Max(args.K, 1));
    }

    private static void MultiplyRow<TSimd, TVector>(int part, RowParts* row)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int column, int columns) = row->Columns.Part(part);
        GemmRow.Multiply<TSimd, TVector>(row->Arguments.At(0, 1, column, columns));
    }

    private static void MultiplyPart<TSimd, TVector>(int part, Blocks* blocks)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int row, int rows) = blocks->Rows.Part(part % blocks->Rows.Count);
        (int column, int columns) = blocks->Columns.Part(part / blocks->Rows.Count);
        GemmArguments g = blocks->Arguments.At(row, rows, column, columns);
        int count = blocks->Terms.Count;
        for (int block = 0; block < count; block++)
        {
            (int term, int terms) = blocks->Terms.Part(block);
            MultiplyBlock<TSimd, TVector>(g.OfTerms(term, terms, isFirst: block == 0, isLast: block == count - 1));
        }
    }

    private static void MultiplyBlock<TSimd, TVector>(in GemmArguments g)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        bool inPlace = !g.TransposeB && g.M <= FewRows;
        float* panel = null;
        int width;
        for (int column = 0; column < g.N; column += width)
        {
            width = GemmPacking.PanelWidth<TSimd, TVector>(g.N - column);
            int columns = Math.Min(width, g.N - column);
            if (g.PackedB is not null)
            {
                MultiplyPanel<TSimd, TVector>(in g, g.PackedPanel(column, width), width, column, columns);
                continue;
            }

            float* b = g.B + (g.TransposeB ? (nint)column * g.LeadingB : column);
            bool packed = !inPlace || columns < width;
            if (packed && panel is null)
            {
                panel = Scratch.Get<float>(Scratch.Use.Panels, (long)g.K * GemmTile.Width<TSimd, TVector>());
            }

            if (packed && g.TransposeB)
            {
                GemmPacking.PackTransposed<TSimd, TVector>(b, g.LeadingB, g.K, columns, panel);
            }
            else if (packed)
            {
                GemmPacking.Pack<TSimd, TVector>(b, g.LeadingB, g.K, columns, panel);
            }

            MultiplyPanel<TSimd, TVector>(in g, packed ? panel : b, packed ? width : g.LeadingB, column, columns);
        }
    }

    private static void MultiplyPanel<TSimd, TVector>(in GemmArguments g, float* b, nint stepOfB, int column, int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        GemmBlock block = g.Block(b, stepOfB, column, columns);
        GemmBlock.Compute<TSimd, TVector>(in block, g.M);
    }

    private struct RowParts
    {
        public GemmArguments Arguments;
        public EvenSplit Columns;
    }

    /// <summary>A product and how it is cut. The cuts depend on its sizes alone.</summary>
    private readonly struct Blocks(GemmArguments arguments)
    {
        public readonly GemmArguments Arguments = arguments with
        {
            ReadsAhead = arguments.N <= MostColumns && (long)arguments.M * arguments.K >= MostRows * MostTerms,
        };

        public readonly EvenSplit Rows = new(arguments.M, arguments.K < FewTerms ? 4 * MostRows : MostRows, 16);
        public readonly EvenSplit Columns = new(arguments.N, MostColumns, MostColumns);
        public readonly EvenSplit Terms = new(arguments.K, MostTerms, 1);
    }
}
