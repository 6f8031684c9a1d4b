using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Neighboring lanes share a segment of memory; indices scatter them.</summary>
internal static class CoalescingStudy
{
    private const int Lanes = 32;
    private const int Columns = 512;
    private const int Words = 1 << 18;

    public static Study Study { get; } = new()
    {
        Id = "coalescing",
        Title = "Coalesced and scattered access: segments of 128 bytes for a warp",
        Lines = "300-307, 2903-2906",
        Ledger = ["S189"],
        Fill = page =>
        {
            RandomStream random = new(page.Seed, "addresses");
            int dense = Segments(lane => lane);
            int sparse = SegmentsOfSparseRow(random);
            int scattered = Segments(_ => random.NextInt32(Words));
            page.Agrees("32 neighbors", 1, dense);
            page.Agrees("32 words anywhere in 1 MB, one or two in the same segment", 32, scattered, tolerance: 2);
            page.Reports("a row of 32 values in 512 columns: the vector's segments", sparse, "between");
            page.Agrees("the sparse row lies", "between", dense < sparse && sparse < scattered ? "between" : "outside");
            page.Bars(
                "patterns",
                "What 32 lanes read",
                ["neighbors", "every 2nd word", "every 8th word", "sparse row of 512", "anywhere in 1 MB"],
                new BarColumn("segments", [dense, Segments(lane => lane * 2), Segments(lane => lane * 8), sparse, scattered], Numbers.Digits));
            int[] strides = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
            page.Plots("strides", new PlotFigure(
                "A warp that reads every s-th Float32",
                new PlotAxis("stride s, words"),
                new PlotAxis("segments"),
                [new PlotSeries("segments", [.. strides.Select(stride => new PlotPoint(stride, Segments(lane => lane * stride)))])]));
        },
    };

    private static int Segments(Func<int, int> wordOfLane) =>
        Coalescing.Segments([.. Enumerable.Range(0, Lanes).Select(lane => (long)sizeof(float) * wordOfLane(lane))], sizeof(float));

    /// <summary>Runs the product of a sparse row by a vector, a lane for each value.</summary>
    private static int SegmentsOfSparseRow(RandomStream random)
    {
        int[] columns = [.. Enumerable.Range(0, Columns)];
        random.Shuffle<int>(columns);
        Array.Sort(columns, 0, Lanes);
        float[] memory = [.. columns[..Lanes].Select(column => (float)column), .. new float[Columns]];
        SimtProgram gather = new SimtProgram()
            .Do("index", thread => thread[0] = thread.Load(thread.Index))
            .Do("gather", thread => thread[1] = thread.Load(Lanes + (int)thread[0]));

        // The indices themselves lie side by side: one segment.
        return (int)new SimtMachine().Run(gather, Lanes, memory).MemorySegments - 1;
    }
}
