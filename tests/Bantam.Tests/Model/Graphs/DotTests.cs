using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class DotTests
{
    [Fact]
    public void A_graph_is_drawn_with_its_parameters()
    {
        Graph net = Graph.Create([4], x => x.Dense(3).Relu());
        Assert.Equal(
            """
            digraph {
              rankdir=TB;
              node [fontname="sans-serif"];
              "input" [shape=ellipse, label="input\nFloat32[1, 4]"];
              "dense1.weight" [shape=note, label="dense1.weight\nFloat32[3, 4]"];
              "dense1.bias" [shape=note, label="dense1.bias\nFloat32[3]"];
              "dense1" [shape=box, label="dense1\nDense\nFloat32[1, 3]"];
              "input" -> "dense1";
              "dense1.weight" -> "dense1";
              "dense1.bias" -> "dense1";
              "relu1" [shape=box, label="relu1\nRelu\nFloat32[1, 3]"];
              "dense1" -> "relu1";
            }

            """.ReplaceLineEndings("\n"),
            net.ToDot());
    }

    [Fact]
    public void A_record_is_drawn_with_what_it_starts_from()
    {
        Tensor a = SampleTensors.Leaf([2], 1, 2);
        Tensor b = Tensor.From([2], 3f, 4f);
        string drawing = ((a * b) + a).RecordToDot();
        Assert.Equal(
            """
            digraph {
              rankdir=TB;
              node [fontname="sans-serif"];
              "t0" [shape=ellipse, peripheries=2, label="t0\nFloat32[2]"];
              "t1" [shape=ellipse, label="t1\nFloat32[2]"];
              "t2" [shape=box, label="t2\nMultiply\nFloat32[2]"];
              "t0" -> "t2";
              "t1" -> "t2";
              "t3" [shape=box, label="t3\nAdd\nFloat32[2]"];
              "t2" -> "t3";
              "t0" -> "t3";
            }

            """.ReplaceLineEndings("\n"),
            drawing);
        Assert.DoesNotContain("->", b.RecordToDot(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_cannot_leave_their_quotes()
    {
        GraphInput input = new([1]);
        Graph net = new(input, new Node("a\"b\\\n", new Relu(), input));
        Assert.Contains("\"a\\\"b\\\\ \" [shape=box", net.ToDot(), StringComparison.Ordinal);
    }
}
