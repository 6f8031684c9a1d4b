using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Parameters and multiply-accumulates of the whole zoo against published figures.</summary>
public sealed class PublishedCountTests
{
    [Theory]
    [Trait("Ledger", "S139"), Trait("Ledger", "S141"), Trait("Ledger", "S144"), Trait("Ledger", "S146"), Trait("Ledger", "S148")]
    [Trait("Ledger", "S149"), Trait("Ledger", "S150"), Trait("Ledger", "S373")]
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
    public void The_references_of_MLPerf_Tiny_have_the_published_counts(string name, long parameters, long macs, long withStatistics)
    {
        Check(name, parameters, macs);
        Assert.Equal(withStatistics, Networks.Create(name).Parameters.Where(p => !p.Name.EndsWith(".state", StringComparison.Ordinal)).Sum(p => (long)p.Shape.Count));
    }

    [Theory]
    [InlineData("ds-cnn-s", 2_656_768)]
    [InlineData("ds-cnn-m", 9_816_384)]
    [InlineData("ds-cnn-l", 28_327_812)]
    [InlineData("tfc", 59_008)]
    [InlineData("sfc", 334_336)]
    [InlineData("lfc", 2_910_208)]
    public void Networks_for_keywords_and_bits_have_the_sums_of_their_layers(string name, long macs) => Assert.Equal(macs, CostCounter.Count(Networks.Create(name)).Macs);

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
