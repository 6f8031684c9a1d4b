using System.Globalization;
using Bantam.Studies;

namespace Bantam.Tests.Studies;

/// <summary>Entries of the ledger whose numbers studies show.</summary>
public sealed class StudyLedgerTests
{
    [Fact]
    [Trait("Ledger", "S093")]
    public void The_diamond_is_met_at_a_corner_and_the_circle_is_not()
    {
        StudyResult result = StudyBook.Named("norms").Run();
        Assert.Equal([0.7, 0, 0.6864, 0.1373], result.Rows.Select(row => Math.Round(row.Ours.Number!.Value, 4)));
        Assert.StartsWith("<svg", Assert.Single(result.Figures).Picture.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ledger", "S025")]
    public void Loss_surfaces_are_drawn_and_exported_with_and_without_shortcuts()
    {
        StudyResult result = StudyBook.Named("loss-surface").Run();
        Assert.False(result.Differs);
        Assert.Equal(["plain", "shortcuts"], result.Figures.Select(figure => figure.Id));
        Assert.All(result.Figures, figure => Assert.Equal(21, figure.Data.Rows.Count));
    }

    [Fact]
    [Trait("Ledger", "S059")]
    public void Batch_normalization_keeps_signals_alive_and_the_report_says_so_by_layer_and_epoch()
    {
        StudyResult result = StudyBook.Named("batch-norm-flow").Run();
        Assert.False(result.Differs);
        Assert.Equal(2 * 5 * 20, result.Figures[^1].Data.Rows.Count);
        Assert.Equal(["network", "epoch", "layer", "mean", "deviation", "low", "median", "high"], result.Figures[^1].Data.Columns);
    }

    [Fact]
    [Trait("Ledger", "S139")]
    public void AlexNet_has_the_shapes_and_counts_of_its_paper()
    {
        StudyResult result = StudyBook.Named("alexnet").Run();
        Assert.Equal(
            ["[55, 55, 96]", "[27, 27, 256]", "[13, 13, 384]", "[13, 13, 384]", "[13, 13, 256]", "[4096]", "[4096]", "[1000]"],
            result.Rows.Where(row => row.What.EndsWith(": output", StringComparison.Ordinal)).Select(row => row.Ours.ToString()));
        Assert.Equal(60_965_224, Ours(result, "parameters, two towers"));
        Assert.Equal(724_406_816, Ours(result, "MACs, two towers"));
        Assert.Equal(62_378_344, Ours(result, "parameters, one tower"));
        Assert.Equal(1_135_256_096, Ours(result, "MACs, one tower"));
        Assert.Equal(8, Ours(result, "layers with weights"));
    }

    [Fact]
    [Trait("Ledger", "S148")]
    public void DenseNet_grows_by_links_to_all_maps_before()
    {
        StudyResult result = StudyBook.Named("densenet").Run();
        Assert.Equal(256, Ours(result, "block of 6, growth 32, from 64: channels"));
        Assert.Equal(21, Ours(result, "links from earlier maps to layers"));
        Assert.Equal(7_978_856, Ours(result, "DenseNet-121: parameters"));
        Assert.Equal(2_834_161_664, Ours(result, "DenseNet-121: MACs"));
    }

    [Fact]
    [Trait("Ledger", "S151"), Trait("Ledger", "S152")]
    public void The_table_of_networks_is_recomputed_and_says_where_the_notes_are_wrong()
    {
        StudyResult result = StudyBook.Named("zoo-compare").Run();
        Assert.Equal(61.0, Ours(result, "AlexNet: parameters, millions"), 0.05);
        Assert.Equal(724, Ours(result, "AlexNet: MACs, millions"), 0.5);
        Assert.Equal(138.4, Ours(result, "VGG16: parameters, millions"), 0.05);
        Assert.Equal(15.47, Ours(result, "VGG16: MACs, billions"), 0.005);
        Assert.Equal(23.8, Ours(result, "Inception-v3: parameters, millions"), 0.05);
        Assert.Equal(5.71, Ours(result, "Inception-v3: MACs, billions"), 0.005);
        Assert.Equal(60.2, Ours(result, "ResNet-152: parameters, millions"), 0.05);
        Assert.Equal(11.28, Ours(result, "ResNet-152: MACs, billions"), 0.005);
        Assert.Equal(0.44, Ours(result, "ResNet-152 / VGG16: parameters"), 0.005);
        Assert.Equal(0.73, Ours(result, "ResNet-152 / VGG16: MACs"), 0.005);
        Assert.Equal("yes", Row(result, "ResNet-152 has the lower listed error").Ours.ToString());
        Assert.Equal("E17", Row(result, "VGG16: MACs, billions").Erratum);
    }

    [Fact]
    [Trait("Ledger", "S160")]
    public void The_grades_of_the_notes_follow_from_shares()
    {
        StudyResult result = StudyBook.Named("cost-grades").Run();
        Assert.All(result.Rows.Take(6), row => Assert.Contains(row.Verdict, new[] { StudyVerdict.Agrees, StudyVerdict.NotesWrong }));
        Assert.InRange(Ours(result, "dense layers: share of parameters, %"), 90, 100);
        Assert.InRange(Ours(result, "dense layers: share of units, %"), 0, 10);
        Assert.InRange(Ours(result, "dense layers: share of MACs, %"), 0, 10);
        Assert.Equal(2, Ours(result, "conv2, ungrouped / grouped: MACs"));
    }

    [Fact]
    [Trait("Ledger", "S162")]
    public void The_Pareto_figures_hold_the_anchor_of_the_notes()
    {
        StudyResult result = StudyBook.Named("pareto").Run();
        Assert.Equal(3.858, Ours(result, "ResNet-50: MACs, billions"), 0.0005);
        Assert.All(result.Figures, figure => Assert.Contains(figure.Data.Rows, row => row[3] == "ResNet50, notes"));
    }

    [Fact]
    [Trait("Ledger", "S177")]
    public void Accuracy_by_bit_operations_is_exported_for_bit_widths_from_1_on()
    {
        StudyFigure figure = Assert.Single(StudyBook.Named("bit-widths").Run().Figures);
        double[][] points = [.. figure.Data.Rows.Where(row => row[0] == "tiny-mlp").Select(row => new[] { Number(row[1]), Number(row[2]) })];

        Assert.Equal(["series", "GBOPS", "accuracy", "label"], figure.Data.Columns);
        Assert.InRange(points.Length, 6, 20);
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.True(pair.First[0] < pair.Second[0]));
        Assert.All(points, point => Assert.InRange(point[1], 0, 1));
        Assert.True(points[^1][1] > points[0][1] + 0.3);
    }

    [Fact]
    [Trait("Ledger", "S178")]
    public void Memory_falls_with_the_width_of_numbers()
    {
        StudyResult result = StudyBook.Named("footprint").Run();
        Assert.Equal(16, Ours(result, "from 16 bits to 1: times less memory, 2⁴"));
        Assert.Equal(243.8, Ours(result, "AlexNet's weights in Float32, MB"), 0.05);
        Assert.Equal(60.95, Ours(result, "in INT8, MB"), 0.005);
        Assert.Equal(15.24, Ours(result, "ternary in 2 bits, MB"), 0.005);
        Assert.Equal(7.62, Ours(result, "in 1 bit, MB"), 0.005);
    }

    [Fact]
    [Trait("Ledger", "S367")]
    public void Twelve_figures_or_more_are_drawn_from_data() =>
        Assert.InRange(StudyBook.All.Sum(study => study.Run().Figures.Count(figure => figure.Data.Rows.Count > 0)), 12, 1000);

    private static StudyRow Row(StudyResult result, string what) => result.Rows.Single(row => row.What == what);

    private static double Ours(StudyResult result, string what) => Row(result, what).Ours.Number!.Value;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
