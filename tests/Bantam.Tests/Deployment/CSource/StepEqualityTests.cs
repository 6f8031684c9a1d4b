using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>Generated C of single ops against the host runtime, byte for byte.</summary>
public sealed class StepEqualityTests
{
    private const int Samples = 30;

    private static readonly QuantizationParameters s_codes = new([0.05f], [-3]);

    public static TheoryData<string, RoundingProfile> Rows
    {
        get
        {
            TheoryData<string, RoundingProfile> rows = [];
            foreach (string name in Networks().Keys)
            {
                foreach (RoundingProfile rounding in Enum.GetValues<RoundingProfile>())
                {
                    rows.Add(name, rounding);
                }
            }

            return rows;
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void C_gives_the_bytes_of_the_runtime(string name, RoundingProfile rounding)
    {
        RequiredTools.SkipWithoutHostCompiler();
        GraphInput input = new([5, 7, 4]);
        Plan plan = Lowering.Lower(new Graph(input, Networks()[name](Coded(input))), rounding);
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, Samples);
        using HostProgram program = HostProgram.Build(CWriter.Write(plan), Toolchain.Installed, TestContext.Current.CancellationToken);
        Assert.Equal(SampleNetworks.RunOnHost(plan, codes), program.Run(codes, cancellation: TestContext.Current.CancellationToken));
    }

    private static Dictionary<string, Func<Value, Node>> Networks() => new()
    {
        ["groups"] = x => Layer(new Conv2d { Groups = 2, Padding = Padding.Same, Stride = 2 }, x, [6, 3, 3, 2], [6]),
        ["dilation"] = x => Layer(new Conv2d { Dilation = new Size2d(2, 3), Padding = Padding.Same, Activation = Activation.Relu }, x, [5, 3, 3, 4], [5]),
        ["several filters"] = x => Layer(new DepthwiseConv2d { Multiplier = 3, Padding = Padding.Same }, x, [1, 3, 2, 12], [12]),
        ["pad"] = x => Plain(new Pad([0, 1, 0, 2], [0, 3, 1, 0], 0.5), x),
        ["permute"] = x => Plain(new Permute([0, 3, 1, 2]), x),
        ["slice"] = x => Plain(new Slice(2, 1, 3), x),
        ["strided slice"] = x => Plain(new StridedSlice(1, 4, 2, -3), x),
        ["concat"] = x => new Node("concat", new Concat(2), x, Plain(new Slice(2, 2, 4), x), x),
        ["multiply"] = x => Coded(new Node("product", new Multiply(), x, Coded(new Node("relu", new Relu(), x)))),
        ["subtract"] = x => Coded(new Node("difference", new Subtract(), x, Coded(new Node("relu", new Relu(), x)))),
        ["add of a constant"] = x => Coded(new Node("sum", new Add(), x, Coded(new Parameter("constant", [1, 5, 7, 4], new HeNormal(2))))),
    };

    private static Node Plain(Op op, Value x) => new($"{op.Name}.step", op, x);

    private static Node Layer(Op op, Value x, Shape weights, Shape bias)
    {
        Node weight = new("weight.codes", new FakeQuantize(new AffineQuantizer(new QuantizationParameters([0.01f], [0], null, -127))), new Parameter("weight", weights, new HeNormal(9)));
        return Coded(new Node("layer", op, x, weight, new Parameter("bias", bias, new HeNormal(9))));
    }

    private static Node Coded(Value value) => new($"{value.Name}.codes", new FakeQuantize(new AffineQuantizer(s_codes)), value);
}
