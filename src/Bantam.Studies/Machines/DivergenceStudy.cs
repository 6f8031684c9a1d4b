using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Threads of a warp that disagree on a branch take both paths, one after the other.</summary>
internal static class DivergenceStudy
{
    private static readonly SimtProgram Example = new SimtProgram()
        .Do("A", thread => thread[0] = thread.Load(thread.Index))
        .If(
            "B",
            thread => thread[0] < 10,
            then => then.Do("C", thread => thread[0] = 0),
            otherwise => otherwise.Do("D", thread => thread[0] = 10))
        .Do("E", thread => thread.Store(thread.Index, thread[0]));

    public static Study Study { get; } = new()
    {
        Id = "simt-divergence",
        Title = "SIMT: warps in lock-step, and what a branch costs them",
        Lines = "313-327, 352-383",
        Ledger = ["S186", "S190"],
        Fill = page =>
        {
            SimtProgram uniform = new();
            for (int i = 0; i < 10; i++)
            {
                uniform.Do("add", thread => thread[0] += 1);
            }

            SimtRun straight = new SimtMachine().Run(uniform, threads: 70, []);
            page.Agrees("70 threads: warps of 32", 3, straight.Warps);
            page.Agrees("70 threads, 10 instructions: issues", 30, straight.Issues.Count);

            float[] foo = [4, 8, 12, 16];
            SimtRun run = new SimtMachine(warpSize: 4).Run(Example, threads: 4, foo);
            page.Agrees("v", "0, 0, 10, 10", string.Join(", ", foo));
            page.Agrees("issues", 5, run.Issues.Count);
            page.Agrees("masks", "1111 1111 1100 0011 1111", string.Join(' ', run.Issues.Select(issue => issue.MaskText(4))));
            page.Agrees("lanes that work, %", 80, 100 * run.Utilization, tolerance: 1e-9);
            page.Agrees("issues where all threads agree", 4, new SimtMachine(warpSize: 4).Run(Example, threads: 4, [1, 2, 3, 4]).Issues.Count);
            page.Maps("masks", new HeatFigure(
                "v = v < 10 ? 0 : 10 on {4, 8, 12, 16}",
                "1 where the lane is active; a row for each issue",
                [.. run.Issues.Select(issue => issue.Name)],
                ["T1", "T2", "T3", "T4"],
                [.. run.Issues.Select(issue => (IReadOnlyList<double>)[.. issue.MaskText(4).Select(bit => bit == '1' ? 1.0 : 0)])],
                Numbers.Digits));
            int[] paths = [1, 2, 4, 8, 16, 32];
            page.Plots("paths", new PlotFigure(
                "A warp of 32 that takes several paths of ten instructions",
                new PlotAxis("paths"),
                new PlotAxis("fraction of lanes that work"),
                [new PlotSeries("utilization", [.. paths.Select(count => new PlotPoint(count, UtilizationOf(count)))])]));
        },
    };

    /// <summary>Thread i takes path i modulo the number of paths.</summary>
    private static double UtilizationOf(int paths)
    {
        SimtProgram program = new();
        for (int path = 0; path < paths; path++)
        {
            int mine = path;
            program.If("mine?", thread => thread.Index % paths == mine, then =>
            {
                for (int i = 0; i < 10; i++)
                {
                    then.Do("work", thread => thread[0] += 1);
                }
            });
        }

        return new SimtMachine().Run(program, threads: 32, []).Utilization;
    }
}
