using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Parameters and multiply-accumulates of the whole zoo against published figures.</summary>
public sealed class PublishedCountTests
{
    [Theory]
    [Trait("Ledger", "S141"), Trait("Ledger", "S144"), Trait("Ledger", "S146")]
    [Trait("Ledger", "S149"), Trait("Ledger", "S150")]
    [InlineData("alexnet", 60_965_224, 724_406_816)]
    [InlineData("alexnet-single", 62_378_344, 1_135_256_096)]
    [InlineData("vgg16", 138_357_544, 15_470_264_320)]
    [InlineData("googlenet", 6_998_552, 1_582_671_872)]
    [InlineData("inception-v3", 23_834_568, 5_713_216_096)]
    [InlineData("resnet18", 11_689_512, 1_814_073_344)]
    [InlineData("resnet34", 21_797_672, 3_663_761_408)]
    [InlineData("resnet50", 25_557_032, 3_857_973_248)]
    [InlineData("resnet50-v1.5", 25_557_032, 4_089_184_256)]
    [InlineData("resnet101", 44_549_160, 7_570_194_432)]
    [InlineData("resnet101-v1.5", 44_549_160, 7_801_405_440)]
    [InlineData("resnet152", 60_192_808, 11_282_415_616)]
    [InlineData("resnet152-v1.5", 60_192_808, 11_513_626_624)]
    [InlineData("resnext50", 25_028_904, 4_230_479_872)]
    [InlineData("resnext101", 88_791_336, 16_414_015_488)]
    [InlineData("densenet121", 7_978_856, 2_834_161_664)]
    [InlineData("densenet169", 14_149_480, 3_359_843_328)]
    [InlineData("densenet201", 20_013_928, 4_291_365_888)]
    [InlineData("mobilenet-v1", 4_231_976, 568_740_352)]
    [InlineData("mobilenet-v2", 3_504_872, 300_774_272)]
    public void Networks_for_photographs_have_the_published_counts(string name, long parameters, long macs) => Check(name, parameters, macs);

    [Theory]
    [InlineData("resnet20", 269_722, 40_551_040)]
    [InlineData("resnet32", 464_154, 68_862_592)]
    [InlineData("resnet44", 658_586, 97_174_144)]
    [InlineData("resnet56", 853_018, 125_485_696)]
    [InlineData("resnet110", 1_727_962, 252_887_680)]
    [InlineData("densenet40", 1_019_722, 0)]
    [InlineData("cnv", 0, 59_461_376)]
    public void Networks_for_small_images_have_the_published_counts(string name, long parameters, long macs) => Check(name, parameters, macs);

    [Theory]
    [InlineData("kws-ref", 23_756, 2_656_768, 24_908)]
    [InlineData("vww-ref", 216_322, 7_489_664, 221_794)]
    [InlineData("ad-ref", 267_928, 264_192, 269_992)]
    [InlineData("ic-ref", 78_186, 12_501_632, 78_666)]
    [InlineData("sww-ref", 46_875, 826_368, 47_707)]
    public void The_references_of_MLPerf_Tiny_have_the_published_counts(string name, long parameters, long macs, long withStatistics)
    {
        Check(name, parameters, macs);
        Assert.Equal(withStatistics, Networks.Create(name).Parameters.Where(p => !p.Name.EndsWith(".state", StringComparison.Ordinal)).Sum(p => (long)p.Shape.Count));
    }

    [Fact]
    public void The_streaming_wake_word_has_the_work_of_its_reference_by_kind_and_uses_up_30_frames()
    {
        Graph net = Networks.Create("sww-ref");
        IReadOnlyList<LayerCost> layers = CostCounter.Count(net).Layers;
        Assert.Equal((786_432, 39_840, 96), (Sum("Conv2d"), Sum("DepthwiseConv2d"), Sum("Dense")));
        Assert.Equal(46_040, net.Parameters.Where(p => p.Name.EndsWith(".weight", StringComparison.Ordinal)).Sum(p => p.Shape.Count));
        Assert.Equal([28, 24, 15, 1], net.Nodes.Where(node => node.Op is Conv2d).Select(node => node.SampleShape[0]));
        Assert.Equal(6_656, CostCounter.Count(net).LowerBoundElements);
        Assert.Throws<ShapeException>(() => MlperfTinyNetworks.StreamingWakeWord([29, 1, 40], 3));

        long Sum(string op) => layers.Where(layer => layer.Op == op).Sum(layer => layer.Macs);
    }

    /// <summary>He et al., "Deep Residual Learning", 2016, table 6, in millions.</summary>
    [Theory]
    [InlineData("resnet20", 0.27)]
    [InlineData("resnet32", 0.46)]
    [InlineData("resnet44", 0.66)]
    [InlineData("resnet56", 0.85)]
    [InlineData("resnet110", 1.7)]
    public void ResNets_for_small_images_have_the_parameters_of_their_paper(string name, double millions) =>
        Assert.Equal(millions, Networks.Create(name).ParameterCount / 1e6, millions < 1 ? 0.006 : 0.05);

    [Theory]
    [InlineData("ds-cnn-s", 2_656_768)]
    [InlineData("ds-cnn-m", 9_816_384)]
    [InlineData("ds-cnn-l", 28_327_812)]
    [InlineData("tfc", 59_008)]
    [InlineData("sfc", 334_336)]
    [InlineData("lfc", 2_910_208)]
    public void Networks_for_keywords_and_bits_have_the_sums_of_their_layers(string name, long macs) => Assert.Equal(macs, CostCounter.Count(Networks.Create(name)).Macs);

    [Fact]
    [Trait("Ledger", "S144")]
    public void Inception_v3_has_94_convolutions_and_48_layers_with_weights_on_its_longest_path()
    {
        Graph net = Networks.Create("inception-v3");
        Dictionary<Value, int> depth = new() { [net.Input] = 0 };
        foreach (Node node in net.Nodes)
        {
            depth[node] = node.Activations.Max(input => depth[input]) + (node.Op is Conv2d or Dense ? 1 : 0);
        }

        Assert.Equal((94, 48), (net.Nodes.Count(node => node.Op is Conv2d), depth[net.Output]));
    }

    [Fact]
    [Trait("Ledger", "S141")]
    public void ResNet152_costs_less_than_VGG16()
    {
        CostReport deep = CostCounter.Count(Networks.Create("resnet152"));
        CostReport wide = CostCounter.Count(Networks.Create("vgg16"));
        Assert.Equal(0.44, (double)deep.Parameters / wide.Parameters, 0.005);
        Assert.Equal(0.73, (double)deep.Macs / wide.Macs, 0.005);
        Assert.Equal(15_346_630_656, wide.Layers.Where(layer => layer.Op == "Conv2d").Sum(layer => layer.Macs));
        Assert.Equal(123_633_664, wide.Layers.Where(layer => layer.Op == "Dense").Sum(layer => layer.Macs));
    }

    [Theory]
    [InlineData("lenet", 28 * 28)]
    [InlineData("ds-cnn-s", 49 * 10)]
    public void Small_networks_fit_64_KiB_of_flash_and_32_KiB_of_RAM(string name, int pixels)
    {
        Graph net = Networks.Create(name);
        CostReport report = CostCounter.Count(net, bytesPerActivation: 1, bytesPerWeight: 1);
        Assert.Equal(pixels, net.Input.SampleShape.Count);
        Assert.InRange(report.WeightBytes, 1, 64 * 1024);
        Assert.InRange(report.PeakActivationBytes, 1, 32 * 1024);
    }

    [Fact]
    public void Building_the_whole_zoo_allocates_no_parameter()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (string name in Networks.Names)
        {
            Networks.Create(name);
        }

        // All parameters together would take 3 GB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    private static void Check(string name, long parameters, long macs)
    {
        CostReport report = CostCounter.Count(Networks.Create(name));
        Assert.Equal((parameters == 0 ? report.Parameters : parameters, macs == 0 ? report.Macs : macs), (report.Parameters, report.Macs));
    }
}
