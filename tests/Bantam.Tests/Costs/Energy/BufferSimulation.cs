using Bantam.Costs;

namespace Bantam.Tests.Costs;

/// <summary>Runs the loops over tiles and counts what a buffer that remembers one tile of each operand loads and stores.</summary>
internal static class BufferSimulation
{
    public static TileTraffic Run(LayerLoops loops, Tiling tiling)
    {
        TileLoop middle = Enum.GetValues<TileLoop>().Single(loop => loop != tiling.Outermost && loop != tiling.Innermost);
        TileLoop[] order = [tiling.Outermost, middle, tiling.Innermost];
        int[] turns = [.. order.Select(loop => tiling.TurnsOf(loop, loops))];
        (int, int) input = (-1, -1);
        (int, int) weights = (-1, -1);
        (int, int) output = (-1, -1);
        HashSet<(int, int)> begun = [];
        TileTraffic traffic = default;
        for (int step = 0; step < turns[0] * turns[1] * turns[2]; step++)
        {
            int[] at = [step / turns[2] / turns[1], step / turns[2] % turns[1], step % turns[2]];
            int row = at[Array.IndexOf(order, TileLoop.Rows)];
            int to = at[Array.IndexOf(order, TileLoop.OutputChannels)];
            int from = at[Array.IndexOf(order, TileLoop.InputChannels)];
            int rows = Side(row, tiling.Rows, loops.OutputRows);
            int outputs = Side(to, tiling.OutputChannels, loops.OutputChannels);
            int inputs = Side(from, tiling.InputChannels, loops.InputChannels);
            if (input != (row, from))
            {
                input = (row, from);
                traffic = traffic with { InputReads = traffic.InputReads + (loops.InputRowsFor(rows) * loops.InputWidth * inputs) };
            }

            if (weights != (to, from))
            {
                weights = (to, from);
                traffic = traffic with { WeightReads = traffic.WeightReads + (outputs * loops.WindowElements * inputs) };
            }

            if (output != (row, to))
            {
                // A tile that comes back was written out unfinished before.
                output = (row, to);
                int elements = rows * loops.OutputWidth * outputs;
                traffic = begun.Add(output)
                    ? traffic with { OutputWrites = traffic.OutputWrites + elements }
                    : traffic with { PartialSums = traffic.PartialSums + elements };
            }
        }

        return traffic;
    }

    private static int Side(int index, int tile, int length) => Math.Min(tile, length - (index * tile));
}
