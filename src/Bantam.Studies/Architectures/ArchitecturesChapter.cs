namespace Bantam.Studies;

/// <summary>Networks that made history, and what they cost.</summary>
internal static class ArchitecturesChapter
{
    public static IReadOnlyList<Study> Studies { get; } =
    [
        AlexNetStudy.Study,
        Vgg16Study.Study,
        SmallNetworksStudy.Study,
        InceptionModuleStudy.Study,
        InceptionNetworksStudy.Study,
        StackedWindowsStudy.Study,
        ResNetsStudy.Study,
        DenseNetStudy.Study,
        CheapConvolutionsStudy.Study,
        ZooCompareStudy.Study,
    ];
}
