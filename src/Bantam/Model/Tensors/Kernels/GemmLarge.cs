namespace Bantam.Model;

/// <summary>A matrix product whose factors exceed the second-level cache.</summary>
/// <remarks>
/// A part packs a block of the right factor, which stays in the second-level cache, and takes the rows of the left one
/// through it: a few at a time, which stay in the first-level cache while the panels of the block go by. While they
/// do, the next rows are asked for. Background: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008.
/// </remarks>
internal static unsafe class GemmLarge
{
    // 512 x 512 of the right factor are 1 MiB: half of a second-level cache.
    private const int MostTerms = 512;
    private const int MostColumns = 512;
    private const int MostRows = 1024;

    // Rows whose distance is a multiple of 4 KiB would push each other out of the cache.
    private const int Padding = 16;

    /// <summary>Computes a product.</summary>
    public static void Multiply<TSimd, TVector>(GemmArguments args)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        Parts parts = new(args);
        WorkerPool.Run(parts.Rows.Count * parts.Columns.Count, &MultiplyPart<TSimd, TVector>, &parts);
    }

    private static void MultiplyPart<TSimd, TVector>(int part, Parts* parts)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly GemmArguments g = ref parts->Arguments;
        (int row, int rows) = parts->Rows.Part(part % parts->Rows.Count);
        (int column, int columns) = parts->Columns.Part(part / parts->Rows.Count);
        int blocks = parts->Terms.Count;
        for (int block = 0; block < blocks; block++)
        {
            (int term, int terms) = parts->Terms.Part(block);
            float* panels;
            int panelRows;
            if (g.PackedB is not null)
            {
                panels = g.PackedB + ((nint)column * g.PackedRows) + 0;
                panelRows = g.PackedRows;
            }
            else
            {
                panels = Scratch.Get<float>(Scratch.Use.Panels, GemmPacking.PackedLength<TSimd, TVector>(terms, columns));
                panelRows = terms;
                if (g.TransposeB)
                {
                    GemmPacking.PackTransposed<TSimd, TVector>(g.B + ((nint)column * g.LeadingB) + term, g.LeadingB, terms, columns, panels);
                }
                else
                {
                    GemmPacking.Pack<TSimd, TVector>(g.B + ((nint)term * g.LeadingB) + column, g.LeadingB, terms, columns, panels);
                }
            }

            bool last = block == blocks - 1;
            GemmBlock tile = new()
            {
                B = panels,
                C = g.C + ((nint)row * g.LeadingC) + column,
                RowOfC = g.LeadingC,
                Terms = terms,
                Bias = last && g.Bias is not null ? g.Bias + column : null,
                Low = last ? g.Low : float.NegativeInfinity,
                High = last ? g.High : float.PositiveInfinity,
                Accumulate = g.Accumulate || block > 0,
            };
            tile.HasEpilogue = last && (g.Bias is not null || !float.IsNegativeInfinity(g.Low) || !float.IsPositiveInfinity(g.High));
            int firstTerm = g.PackedB is null ? 0 : term;
            int most = GemmBlock.MostRows<TSimd, TVector>(int.MaxValue);
            int tiles = (rows + most - 1) / most;
            int height = rows / tiles;
            int taller = rows % tiles;
            int stride = ((terms + 15) & ~15) + Padding;
            float* copy = Scratch.Get<float>(Scratch.Use.Row, (long)Math.Max(most * stride, terms * 16));
            nint at = row;
            for (int t = 0; t < tiles; t++)
            {
                int h = t < taller ? height + 1 : height;
                float* a;
                float* nextA = null;
                if (g.TransposeA)
                {
                    a = g.A + ((nint)term * g.LeadingA) + at;
                    GemmPacking.CopyRows<TSimd, TVector>(a, g.LeadingA, terms, h, copy, 16);
                    tile.RowOfA = 1;
                    tile.StepOfA = 16;
                }
                else
                {
                    a = g.A + (at * g.LeadingA) + term;
                    GemmPacking.CopyRows<TSimd, TVector>(a, g.LeadingA, h, terms, copy, stride);
                    tile.RowOfA = stride;
                    tile.StepOfA = 1;
                    nextA = t < tiles - 1 ? a + (h * (nint)g.LeadingA) : null;
                }

                tile.A = copy;
                GemmBlock across = tile;
                int width;
                int perPanel = ((terms * 32 / columns) + 15) & ~15;
                for (int c = 0; c < columns; c += width)
                {
                    width = GemmPacking.PanelWidth<TSimd, TVector>(columns - c);
                    across.Columns = Math.Min(width, columns - c);
                    across.StepOfB = width;
                    across.B = panels + ((nint)c * panelRows) + ((nint)firstTerm * width);
                    float* nextC = across.C + width;
                    for (int r = 0; r < h; r++, nextC += g.LeadingC)
                    {
                        CacheHint.Fetch(nextC);
                        CacheHint.Fetch(nextC + 16);
                    }

                    if (nextA != null)
                    {
                        for (int r = 0; r < h; r++)
                        {
                            for (int f = 0; f < perPanel; f += 16)
                            {
                                CacheHint.Fetch(nextA + (r * (nint)g.LeadingA) + f);
                            }
                        }

                        nextA += perPanel;
                    }

                    GemmBlock.Compute<TSimd, TVector>(in across, h);
                    across.C += width;
                    if (across.Bias is not null)
                    {
                        across.Bias += width;
                    }
                }

                tile.C += h * (nint)g.LeadingC;
                at += h;
            }
        }
    }

    private readonly struct Parts(GemmArguments arguments)
    {
        public readonly GemmArguments Arguments = arguments;
        public readonly EvenSplit Rows = new(arguments.M, MostRows, 1);
        public readonly EvenSplit Columns = new(arguments.N, MostColumns, 64);
        public readonly EvenSplit Terms = new(arguments.K, MostTerms, 1);
    }
}
