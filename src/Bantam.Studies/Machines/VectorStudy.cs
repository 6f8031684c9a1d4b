using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>One instruction for all lanes: fewer instructions for the same numbers.</summary>
internal static class VectorStudy
{
    public static Study Study { get; } = new()
    {
        Id = "simd",
        Title = "SIMD: one instruction for all lanes",
        Lines = "294-310",
        Ledger = ["S185"],
        Fill = page =>
        {
            float[] values = [.. Enumerable.Repeat(1f, 1000)];
            VectorMachine machine = new(8);
            page.Agrees("dot product of 1000 ones", 1000, machine.Dot(values, values));
            page.Agrees("1000 elements on 8 lanes: multiply-adds", 125, machine.MultiplyAdds);
            page.Reports("additions across lanes at the end", machine.LaneAdditions);
            page.Reports("1001 elements on 8 lanes: multiply-adds", VectorMachine.InstructionsFor(1001, 8));
            int[] lanes = [1, 2, 4, 8, 16];
            page.Bars(
                "instructions",
                "A dot product of 1000 elements",
                [.. lanes.Select(count => $"{count} lanes")],
                new BarColumn("instructions", [.. lanes.Select(Instructions)], Numbers.Digits));
        },
    };

    private static double Instructions(int lanes)
    {
        float[] values = new float[1000];
        VectorMachine machine = new(lanes);
        machine.Dot(values, values);
        return machine.MultiplyAdds + machine.LaneAdditions;
    }
}
