using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Supersteps: compute, communicate, wait for all.</summary>
internal static class BspStudy
{
    private const int Values = 4096;
    private const long WordCost = 4;
    private const long BarrierCost = 100;

    public static Study Study { get; } = new()
    {
        Id = "bsp",
        Title = "Bulk-synchronous parallelism: the cost of supersteps",
        Lines = "330-338",
        Ledger = ["S187"],
        Fill = page =>
        {
            BspMachine machine = new(2);
            for (int step = 0; step < 3; step++)
            {
                machine.Superstep(processor =>
                {
                    processor.Count(100);
                    for (int word = 0; word < 10; word++)
                    {
                        processor.Send(1 - processor.Index, word);
                    }
                });
            }

            page.Agrees("w = 100, h = 10, g = 2, l = 5, three supersteps: cost", 375, machine.Cost(wordCost: 2, barrierCost: 5));
            int[] processors = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
            double[] costs = [.. processors.Select(count => (double)CostOfSum(count))];
            page.Reports("processors that sum 4096 values at the least cost, g = 4, l = 100", processors[Array.IndexOf(costs, costs.Min())]);
            page.Plots("sum", new PlotFigure(
                "Sum of 4096 values: blocks, then a tree of supersteps (g = 4, l = 100)",
                new PlotAxis("processors", IsLogarithmic: true),
                new PlotAxis("cost, operations", IsLogarithmic: true),
                [new PlotSeries("cost", [.. processors.Zip(costs, (x, y) => new PlotPoint(x, y))])]));
        },
    };

    private static long CostOfSum(int processors)
    {
        BspMachine machine = new(processors);
        float[] sums = new float[processors];
        machine.Superstep(processor =>
        {
            sums[processor.Index] = Values / processors;
            processor.Count((Values / processors) - 1);
            SendTo(processor, processors / 2, sums);
        });
        for (int half = processors / 2; half >= 1; half /= 2)
        {
            machine.Superstep(processor =>
            {
                foreach (BspMessage message in processor.Received)
                {
                    sums[processor.Index] += message.Value;
                    processor.Count(1);
                }

                SendTo(processor, half / 2, sums);
            });
        }

        return sums[0].Equals(Values) ? machine.Cost(WordCost, BarrierCost) : throw new InvalidOperationException($"The sum is {sums[0]}, not {Values}.");
    }

    /// <summary>The upper half of the processors that are left hands its sums to the lower half.</summary>
    private static void SendTo(BspProcessor processor, int half, float[] sums)
    {
        if (processor.Index >= half && processor.Index < 2 * half)
        {
            processor.Send(processor.Index - half, sums[processor.Index]);
        }
    }
}
